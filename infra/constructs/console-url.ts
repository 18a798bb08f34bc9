import type { Construct } from 'constructs';

/** Where people open the console; a deployment gives its own by context. Sign-in returns there, uploads come from there. */
const CONSOLE_URL_CONTEXT = 'pennywhistle:console-url';

/** `https://console.example.com` as the deployment says, the local cloud's address without a word. */
export function consoleUrlOf(scope: Construct): string {
  return String(scope.node.tryGetContext(CONSOLE_URL_CONTEXT) ?? 'http://localhost:4000');
}
