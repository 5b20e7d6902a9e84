/** What VS Code gives to a webview: messages out, and a state that survives being hidden and reloaded. */
export interface WebviewHost<Request, State> {
  postMessage(message: Request): void;
  getState(): State | undefined;
  setState(state: State): void;
}

/** The function that VS Code puts into the page of a webview; it may be called once. */
declare function acquireVsCodeApi(): unknown;

/** Acquires the host of this webview, with the messages and the state that it uses. To be called once. */
export function acquireWebviewHost<Request, State>(): WebviewHost<Request, State> {
  return acquireVsCodeApi() as WebviewHost<Request, State>;
}
