/** The one point of a run that timeline, log and checks all point at. */
export type Moment = {
	/** Virtual time in milliseconds. */
	at: number;
	invocation: number | null;
	environment: number | null;
};
