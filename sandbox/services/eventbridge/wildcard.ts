/**
 * A text with `*` for any characters, also none. `\*` stands for an asterisk and `\\` for a backslash.
 * @returns undefined when it is valid.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching
 */
export function wildcardProblem(text: string): string | undefined {
	for (let i = 0; i < text.length; i++) {
		if (text[i] === "\\") {
			i++;
			if (text[i] !== "*" && text[i] !== "\\") return `Invalid escape character at pos ${i - 1}`;
		} else if (text[i] === "*" && text[i + 1] === "*") return `Consecutive wildcard characters at pos ${i}`;
	}
	return undefined;
}

/**
 * A function that tells whether a text fits. Its pieces are searched for one after the other, each from where the last one ended: the
 * first place that fits is never worse than a later one, so nothing is ever tried again.
 */
export function compileWildcard(wildcard: string): (text: string) => boolean {
	const [first = "", ...pieces] = piecesOf(wildcard);
	const last = pieces.pop();
	if (last === undefined) return (text) => text === first;
	return (text) => {
		if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
		const end = text.length - last.length;
		let from = first.length;
		for (const piece of pieces) {
			const found = text.indexOf(piece, from);
			if (found === -1) return false;
			from = found + piece.length;
		}
		return from <= end;
	};
}

/** What stands between the asterisks. */
function piecesOf(wildcard: string): string[] {
	const pieces = [""];
	for (let i = 0; i < wildcard.length; i++) {
		if (wildcard[i] === "*") pieces.push("");
		else {
			if (wildcard[i] === "\\") i++;
			pieces[pieces.length - 1] += wildcard[i] ?? "";
		}
	}
	return pieces;
}
