/** One character, or any of a set; how often. */
type Step = { fits: (character: string) => boolean; least: number; most: number };
type Alternative = { steps: Step[]; anchoredStart: boolean; anchoredEnd: boolean };

/** As often as a step may be repeated by numbers, `{m,n}`. */
const MOST_REPEATS = 1_000;

/**
 * A regular expression of a filter pattern, without its percent signs: what CloudWatch takes, which has no groups.
 * Texts are read once, with all states at a time, so that no expression takes more than its length times that of the text.
 * @returns undefined for an expression that CloudWatch would refuse.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function compileLogRegex(source: string): ((text: string) => boolean) | undefined {
	if (source === "") return undefined;
	const alternatives: Alternative[] = [];
	for (let rest: string | undefined = source; rest !== undefined; ) {
		const read = readAlternative(rest);
		if (!read) return undefined;
		alternatives.push(read.alternative);
		rest = read.rest;
	}
	return (text) => alternatives.some((alternative) => occurs(alternative, text));
}

/** Up to the next `|`, if there is one. */
function readAlternative(source: string): { alternative: Alternative; rest: string | undefined } | undefined {
	const alternative: Alternative = { steps: [], anchoredStart: source.startsWith("^"), anchoredEnd: false };
	let at = alternative.anchoredStart ? 1 : 0;
	while (at < source.length && source[at] !== "|") {
		if (source[at] === "$" && (at + 1 === source.length || source[at + 1] === "|")) {
			alternative.anchoredEnd = true;
			at++;
			break;
		}
		const atom = readAtom(source, at);
		if (!atom) return undefined;
		const quantifier = readQuantifier(source, atom.end);
		if (!quantifier) return undefined;
		alternative.steps.push({ fits: atom.fits, least: quantifier.least, most: quantifier.most });
		at = quantifier.end;
	}
	return { alternative, rest: at < source.length ? source.slice(at + 1) : undefined };
}

const classes: Readonly<Record<string, (character: string) => boolean>> = {
	d: (character) => character >= "0" && character <= "9",
	D: (character) => !(character >= "0" && character <= "9"),
	s: (character) => /\s/.test(character),
	S: (character) => !/\s/.test(character),
	w: (character) => /\w/.test(character),
	W: (character) => !/\w/.test(character),
};

function readAtom(source: string, at: number): { fits: Step["fits"]; end: number } | undefined {
	const character = source[at] as string;
	if (character === ".") return { fits: () => true, end: at + 1 };
	if (character === "\\") {
		const escaped = source[at + 1];
		if (escaped === undefined) return undefined;
		return { fits: classes[escaped] ?? ((other) => other === escaped), end: at + 2 };
	}
	if (character === "[") return readSet(source, at + 1);
	if ("()*+?{}^$]".includes(character)) return undefined;
	return { fits: (other) => other === character, end: at + 1 };
}

function readSet(source: string, from: number): { fits: Step["fits"]; end: number } | undefined {
	const tests: Step["fits"][] = [];
	const negated = source[from] === "^";
	let at = negated ? from + 1 : from;
	while (at < source.length && source[at] !== "]") {
		const escaped = source[at] === "\\";
		const low = source[escaped ? at + 1 : at];
		if (low === undefined) return undefined;
		at += escaped ? 2 : 1;
		const named = escaped ? classes[low] : undefined;
		const high = source[at] === "-" && source[at + 1] !== "]" ? source[at + 1] : undefined;
		if (named) tests.push(named);
		else if (high === undefined) tests.push((character) => character === low);
		else {
			tests.push((character) => character >= low && character <= high);
			at += 2;
		}
	}
	if (at >= source.length || tests.length === 0) return undefined;
	return { fits: (character) => tests.some((test) => test(character)) !== negated, end: at + 1 };
}

function readQuantifier(source: string, at: number): { least: number; most: number; end: number } | undefined {
	const simple = { "*": [0, Number.POSITIVE_INFINITY], "+": [1, Number.POSITIVE_INFINITY], "?": [0, 1] } as const;
	const character = source[at] ?? "";
	if (character in simple) {
		const [least, most] = simple[character as keyof typeof simple];
		return { least, most, end: at + 1 };
	}
	if (character !== "{") return { least: 1, most: 1, end: at };
	const [found, first = "", comma, last = ""] = /^\{(\d+)(,)?(\d+)?\}/.exec(source.slice(at, at + 24)) ?? [];
	if (found === undefined) return undefined;
	const least = Number(first);
	const most = comma === undefined ? least : last === "" ? Number.POSITIVE_INFINITY : Number(last);
	if (least > MOST_REPEATS || (Number.isFinite(most) && most > MOST_REPEATS) || most < least) return undefined;
	return { least, most, end: at + found.length };
}

/** States: before which repetition of which step. With all steps done, the alternative has been found. */
function occurs({ steps, anchoredStart, anchoredEnd }: Alternative, text: string): boolean {
	const states = statesOf(steps);
	const last = states.length;
	let current = new Set<number>();
	const enter = (into: Set<number>, state: number) => {
		for (let next = state; ; next++) {
			into.add(next);
			if (next === last || !states[next]?.optional) return;
		}
	};
	for (let at = 0; at <= text.length; at++) {
		if (at === 0 || !anchoredStart) enter(current, 0);
		if (current.has(last) && (!anchoredEnd || at === text.length)) return true;
		if (at === text.length || current.size === 0) return false;
		const following = new Set<number>();
		const character = text[at] as string;
		for (const state of current) {
			const { fits, repeats } = states[state] ?? {};
			if (!fits?.(character)) continue;
			if (repeats) enter(following, state);
			enter(following, state + 1);
		}
		current = following;
	}
	return false;
}

function statesOf(steps: readonly Step[]): { fits: Step["fits"]; optional: boolean; repeats: boolean }[] {
	return steps.flatMap(({ fits, least, most }) => {
		const needed = Array.from({ length: least }, () => ({ fits, optional: false, repeats: false }));
		if (most === Number.POSITIVE_INFINITY) return [...needed, { fits, optional: true, repeats: true }];
		return [...needed, ...Array.from({ length: most - least }, () => ({ fits, optional: true, repeats: false }))];
	});
}
