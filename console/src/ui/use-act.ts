import { useQueryClient } from '@tanstack/react-query';

/** Does something by the API, then asks again for whatever is on the screen: every figure may be another now. */
export function useAct(): <Answer>(act: () => Promise<Answer>) => Promise<Answer> {
  const client = useQueryClient();
  return async (act) => {
    const answer = await act();
    void client.invalidateQueries();
    return answer;
  };
}
