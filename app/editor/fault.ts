/** A line of a file where a run went wrong, with what is said beside it. */
export type Fault = { file: string; line: number; text: string };
