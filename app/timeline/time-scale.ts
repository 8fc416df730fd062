/** A length of virtual time, in milliseconds since the scenario began. */
export type Span = { from: number; to: number };

/** A part of the axis that is drawn to scale. */
export type Stretch = Span & { x0: number; x1: number };
/** A part of the axis where nothing happens and the paper is folded. */
export type Fold = Span & { x0: number; x1: number };

export type TimeScale = {
	stretches: readonly Stretch[];
	folds: readonly Fold[];
	/** Inside a stretch and between stretches, one millisecond has this many pixels. */
	pxPerMs: number;
	x: (at: number) => number;
	timeAt: (x: number) => number;
	/** Whether a moment, or any part of a span, is in the part of the run that is drawn. */
	shows: (from: number, to?: number) => boolean;
};

/** A fold is this wide, so that its length can be written along it. */
export const foldWidth = 34;
/** Paper between a torn edge and the nearest mark, so that a cross or a wall never touches it. */
export const foldMargin = 10;
/** A quiet time is folded when it is longer than this many times the longest stretch of work around it. */
const quietFactor = 4;
/** Folds may take this part of the width; when there would be more, only the longest quiet times are folded. */
const foldedPart = 0.45;
/** Quiet times that differ by less than this part are treated alike: a steady rhythm is folded whole or not at all. */
const alike = 0.15;

/** Joins spans that overlap or touch, in the order of time. */
export function mergeSpans(spans: readonly Span[]): Span[] {
	const merged: Span[] = [];
	for (const span of [...spans].sort((a, b) => a.from - b.from || a.to - b.to)) {
		const last = merged.at(-1);
		if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
		else merged.push({ ...span });
	}
	return merged;
}

/**
 * The quiet times that are left out of the drawing, in the order of time.
 * @param busy When something happens; a single event is a span without length. Not empty.
 * @param whole What would be drawn without folds.
 */
export function foldsOf(busy: readonly Span[], whole: Span, width: number): Span[] {
	const shown = mergeSpans(busy);
	const detail = Math.max(1, ...shown.map((span) => span.to - span.from));
	const edges = [{ from: whole.from, to: whole.from }, ...shown];
	const quiet: Span[] = [];
	for (let i = 1; i < edges.length; i++) {
		const from = edges[i - 1]?.to ?? whole.from;
		const to = edges[i]?.from ?? whole.to;
		if (to - from > quietFactor * detail) quiet.push({ from, to });
	}
	const room = Math.max(0, Math.floor((width * foldedPart) / (foldWidth + 2 * foldMargin)));
	const lengthOf = (span: Span) => span.to - span.from;
	const longestLeftOut = quiet.map(lengthOf).sort((a, b) => b - a)[room] ?? 0;
	return quiet.filter((span) => lengthOf(span) > longestLeftOut * (1 + alike));
}

/**
 * Lays an axis of time over a width.
 * @param whole What is drawn, folds included.
 * @param folds Parts of it that are left out, in the order of time.
 */
export function timeScale(whole: Span, folds: readonly Span[], x0: number, x1: number): TimeScale {
	const foldedMs = folds.reduce((sum, fold) => sum + fold.to - fold.from, 0);
	const shownMs = Math.max(1e-6, whole.to - whole.from - foldedMs);
	const pxPerMs = (x1 - x0 - folds.length * (foldWidth + 2 * foldMargin)) / shownMs;
	const stretches: Stretch[] = [];
	const laidFolds: Fold[] = [];
	let [at, x] = [whole.from, x0];
	for (const fold of folds) {
		const end = x + (fold.from - at) * pxPerMs;
		stretches.push({ from: at, to: fold.from, x0: x, x1: end });
		laidFolds.push({ ...fold, x0: end + foldMargin, x1: end + foldMargin + foldWidth });
		[at, x] = [fold.to, end + foldWidth + 2 * foldMargin];
	}
	stretches.push({ from: at, to: whole.to, x0: x, x1 });
	const parts = [...stretches, ...laidFolds].sort((a, b) => a.x0 - b.x0);
	return {
		stretches,
		folds: laidFolds,
		pxPerMs,
		x: (time) => {
			const part = parts.find((part) => time <= part.to) ?? parts.at(-1);
			return part ? between(time, part.from, part.to, part.x0, part.x1) : x0;
		},
		timeAt: (px) => {
			const part = parts.find((part) => px <= part.x1) ?? parts.at(-1);
			return part ? between(px, part.x0, part.x1, part.from, part.to) : whole.from;
		},
		shows: (from, to = from) => to >= whole.from && from <= whole.to,
	};
}

function between(value: number, from: number, to: number, low: number, high: number): number {
	if (to <= from) return low;
	return low + ((Math.min(to, Math.max(from, value)) - from) / (to - from)) * (high - low);
}
