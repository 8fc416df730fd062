/** Virtual time goes in steps of a hundredth of a millisecond: what a REPORT line can show, so that trace and log never disagree. */
export function toTick(ms: number): number {
	return Math.round(ms * 100) / 100;
}
