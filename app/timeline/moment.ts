/** The one point of a run that timeline, log and checks all point at. */
export type Moment = {
	/** Virtual time in milliseconds. */
	at: number;
	invocation: number | null;
	environment: number | null;
	/** Id of a message, request or other item of the traffic, when it is that which was chosen: its chain stands out. */
	item?: string;
};
