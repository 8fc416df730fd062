import { type Band, bandNames, bands, type Dimension, dimensionNames, dimensions } from "#app/interview/marks.ts";
import { numberInWords } from "#app/interview/time-words.ts";

/*
 * The rule that turns marks into bands, so that equal marks always give equal bands. A share of what was there to show becomes a band:
 *
 *   80 % and more   strong yes
 *   60 % and more   lean yes
 *   40 % and more   lean no
 *   less            strong no
 *
 * Communication     Weight of the essential points (weight 3) that were made, of all questions asked. Who gets these across has said the
 *                   main thing, whatever else is missing.
 * Problem solving   The mean over deep dives and exercises: of a deep dive the weight of all its key points that were made, of an exercise
 *                   the checks that its last run passed.
 * Technical depth   Weight of the points expected from mid-level upwards that were made, of all questions asked. Each red flag that was
 *                   said takes two away, and with a red flag the band is lean yes at most.
 * Verification      Checks that the exercise's last run passed. Code that was never run shows nothing (0); code that was changed after its
 *                   last run is lean no at most.
 *
 * Only what was asked counts: a question that was skipped or left empty has made no point, one that was never reached is no evidence either
 * way. A dimension without evidence has no band.
 */
const thresholds: readonly [number, Band][] = [
	[0.8, "strongYes"],
	[0.6, "leanYes"],
	[0.4, "leanNo"],
	[0, "strongNo"],
];
const redFlagCost = 2;

export type QuestionEvidence = {
	deepDive: boolean;
	points: readonly { weight: number; from: "junior" | "mid" | "senior" | "staff"; made: boolean }[];
	redFlags: number;
};
export type ExerciseEvidence = {
	/** Null when it was never run. */ lastRun: { passed: number; total: number; changedSince: boolean } | null;
};
/** What was asked and reached. */
export type Evidence = { questions: readonly QuestionEvidence[]; exercises: readonly ExerciseEvidence[] };

export type DimensionResult = { band: Band | null /** From 0 to 1. */; share: number | null; because: string };
export type BandResults = Record<Dimension, DimensionResult>;

export function bandsOf(evidence: Evidence): BandResults {
	return {
		communication: communication(evidence),
		problemSolving: problemSolving(evidence),
		technicalDepth: technicalDepth(evidence),
		verification: verification(evidence),
	};
}

function communication({ questions }: Evidence): DimensionResult {
	const essential = questions.flatMap(({ points }) => points.filter(({ weight }) => weight === 3));
	if (essential.length === 0) return noEvidence("No question was reached.");
	const made = essential.filter((point) => point.made).length;
	return result(made / essential.length, `Made ${made} of ${essential.length} points that an answer fails without.`);
}

function problemSolving({ questions, exercises }: Evidence): DimensionResult {
	const dives = questions.filter(({ deepDive }) => deepDive);
	const shares = [...dives.map(({ points }) => weight(points.filter(({ made }) => made)) / weight(points)), ...exercises.map(checksShare)];
	if (shares.length === 0) return noEvidence("Neither a deep dive nor an exercise was reached.");
	const said = dives.flatMap(({ points }) => points);
	const sentences = [
		dives.length > 0 && `In depth, ${said.filter(({ made }) => made).length} of ${said.length} key points.`,
		exercises.length > 0 && runSentence(exercises),
	].filter((sentence) => sentence !== false);
	return result(shares.reduce((sum, share) => sum + share, 0) / shares.length, sentences.join(" "));
}

function technicalDepth({ questions }: Evidence): DimensionResult {
	const deep = questions.flatMap(({ points }) => points.filter(({ from }) => from !== "junior"));
	if (deep.length === 0) return noEvidence("No point beyond the first level was asked for.");
	const flags = questions.reduce((sum, { redFlags }) => sum + redFlags, 0);
	const made = deep.filter((point) => point.made);
	const share = Math.max(0, (weight(made) - flags * redFlagCost) / weight(deep));
	const because = `Made ${made.length} of ${deep.length} points expected from mid-level upwards.`;
	if (flags === 0) return result(share, because);
	const flagged = flags === 1 ? "One sentence that worries an interviewer." : `${flags} sentences that worry an interviewer.`;
	return atMost("leanYes", result(share, `${because} ${flagged}`));
}

function verification({ exercises }: Evidence): DimensionResult {
	if (exercises.length === 0) return noEvidence("No exercise was reached.");
	const share = exercises.reduce((sum, exercise) => sum + checksShare(exercise), 0) / exercises.length;
	const judged = result(share, runSentence(exercises));
	if (!exercises.some(({ lastRun }) => lastRun?.changedSince)) return judged;
	return atMost("leanNo", {
		...judged,
		because: `${judged.because} The code was changed after its last run, so nobody knows whether it still holds.`,
	});
}

const weight = (points: readonly { weight: number }[]) => points.reduce((sum, point) => sum + point.weight, 0);

const checksShare = ({ lastRun }: ExerciseEvidence) => (lastRun && lastRun.total > 0 ? lastRun.passed / lastRun.total : 0);

function runSentence(exercises: readonly ExerciseEvidence[]): string {
	const runs = exercises.flatMap(({ lastRun }) => lastRun ?? []);
	if (runs.length === 0) return "The exercise was never run.";
	const passed = runs.reduce((sum, run) => sum + run.passed, 0);
	const total = runs.reduce((sum, run) => sum + run.total, 0);
	return `The last run passed ${passed} of ${total} checks.`;
}

function result(share: number, because: string): DimensionResult {
	return { band: thresholds.find(([from]) => share >= from)?.[1] ?? "strongNo", share, because };
}

const noEvidence = (because: string): DimensionResult => ({ band: null, share: null, because });

function atMost(highest: Band, judged: DimensionResult): DimensionResult {
	return judged.band !== null && bandRank(judged.band) > bandRank(highest) ? { ...judged, band: highest } : judged;
}

/** From 0, strong no, to 3. */
export const bandRank = (band: Band) => bands.indexOf(band);

/** One sentence that coaches: what there is evidence for, and what to work on. It never says who would be hired. */
export function headlineOf(results: BandResults): string {
	const known = dimensions.flatMap((dimension) => {
		const { band, share } = results[dimension];
		return band === null ? [] : [{ dimension, band, share: share ?? 0 }];
	});
	if (known.length === 0) return "Nothing was asked long enough to go by.";
	const weak = known.filter(({ band }) => bandRank(band) < bandRank("leanYes")).sort((a, b) => a.share - b.share);
	const held = known.length - weak.length;
	const name = (index: number) => dimensionNames[weak[index]?.dimension ?? "communication"].toLowerCase();
	if (weak.length === 0) {
		const lowest = bands[Math.min(...known.map(({ band }) => bandRank(band)))] ?? "leanYes";
		return `Evidence for ${bandNames[lowest]} in ${known.length === 1 ? "the one dimension" : `all ${numberInWords(known.length)} dimensions`} shown.`;
	}
	if (held === 0)
		return `Not yet: ${known.length === 1 ? name(0) : `${numberInWords(known.length)} dimensions`} to work on${known.length === 1 ? "" : `, ${name(0)} first`}.`;
	const dims = held === 1 ? "dimension" : "dimensions";
	return `Evidence for lean yes in ${numberInWords(held)} ${dims}, and ${weak.length === 1 ? `one to work on: ${name(0)}` : `${numberInWords(weak.length)} to work on`}.`;
}

/** How her own rating compares: two out of four agree, one step high, … */
export function judgementInWords(own: Record<Dimension, Band | null>, results: BandResults): string {
	const compared = dimensions.flatMap((dimension) => {
		const [rated, shown] = [own[dimension], results[dimension].band];
		return rated === null || shown === null ? [] : [{ dimension, steps: bandRank(rated) - bandRank(shown) }];
	});
	if (compared.length === 0)
		return "You did not rate yourself this time. Do it next time before you see the marks; the gap is worth knowing.";
	const matched = compared.filter(({ steps }) => steps === 0).length;
	const off = compared
		.filter(({ steps }) => steps !== 0)
		.map(({ dimension, steps }) => {
			const count = Math.abs(steps);
			return `${numberInWords(count)} ${count === 1 ? "step" : "steps"} ${steps > 0 ? "high" : "low"} on ${dimensionNames[dimension].toLowerCase()}`;
		});
	const first = `You matched the evidence in ${matched === 0 ? "none" : numberInWords(matched)} of ${numberInWords(compared.length)} ${compared.length === 1 ? "dimension" : "dimensions"}`;
	return off.length === 0 ? `${first}.` : `${first}: ${off.join(", ")}.`;
}
