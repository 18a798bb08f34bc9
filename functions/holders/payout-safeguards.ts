/** Days that pass after a destination was changed before money goes there: time to notice a change that was not the holder's. */
export const COOLING_OFF_DAYS = 3;
