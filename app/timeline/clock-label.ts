/** A length of virtual time in words, with its unit after a space: "0.4 ms", "257 ms", "4.99 s", "2 min 30 s", "1 h 5 min". */
export function lengthLabel(ms: number): string {
	if (ms < 10) return `${trimZeros(ms.toFixed(ms < 1 ? 2 : 1))} ms`;
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${trimZeros((ms / 1000).toFixed(ms < 10_000 ? 2 : 1))} s`;
	return longLength(ms);
}

function longLength(ms: number): string {
	const seconds = Math.round(ms / 1000);
	const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
	if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
	return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
}

/** A moment of a run, exact to the millisecond: "30.172 s", "605.000 s". */
export function momentLabel(ms: number): string {
	return `${(ms / 1000).toFixed(3)} s`;
}

/** A moment at a strong line of the axis, with as many decimals as the step between lines needs: "0.5 s", "30 s", "10 min". */
export function tickLabel(ms: number, stepMs: number): string {
	if (stepMs >= 60_000) return ms === 0 ? "0" : longLength(ms);
	const decimals = Math.max(0, Math.ceil(-Math.log10(stepMs / 1000) - 1e-9));
	return `${(ms / 1000).toFixed(decimals)} s`;
}

function trimZeros(digits: string): string {
	return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
