/** A star or a question mark that stands for itself, as the policy variables `${*}` and `${?}` give them. */
export const LITERAL: { readonly [sign: string]: string } = { "*": "\ue000", "?": "\ue001" };
const meant = (character: string | undefined) => (character === "\ue000" ? "*" : character === "\ue001" ? "?" : character);

/**
 * Whether a text fits a pattern of IAM: `*` stands for any characters, `?` for one. Linear in time, whatever the pattern.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function fitsWildcard(pattern: string, text: string): boolean {
	let [p, t] = [0, 0];
	// Where the last star stands, and how much of the text it has taken.
	let [star, taken] = [-1, 0];
	while (t < text.length) {
		if (p < pattern.length && pattern[p] !== "*" && (pattern[p] === "?" || meant(pattern[p]) === text[t])) {
			p++;
			t++;
		} else if (pattern[p] === "*") {
			star = p++;
			taken = t;
		} else if (star >= 0) {
			p = star + 1;
			t = ++taken;
		} else return false;
	}
	while (pattern[p] === "*") p++;
	return p === pattern.length;
}

/**
 * Whether an ARN fits a pattern: part by part, so that a star does not reach over a colon, except in the last part. Parts that a pattern
 * lacks at its end may be anything.
 */
export function fitsArn(pattern: string, arn: string): boolean {
	if (pattern === "*") return true;
	const [patterns, parts] = [pattern.split(":"), arn.split(":")];
	if (parts.length < 6) return fitsWildcard(pattern, arn);
	while (patterns.length < 6) patterns.push("*");
	const rest = (all: readonly string[]) => all.slice(5).join(":");
	return (
		parts.slice(0, 5).every((part, index) => fitsWildcard(patterns[index] as string, part)) && fitsWildcard(rest(patterns), rest(parts))
	);
}
