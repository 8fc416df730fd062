import { validateString } from "./validate.ts";

/** path.matchesGlob: `*`, `**`, `?`, sets of characters and braces. */
export function matchesGlob(path: unknown, pattern: unknown): boolean {
	validateString(path, "path");
	validateString(pattern, "pattern");
	const normal = path.replace(/\/{2,}/g, "/");
	return alternatives(pattern).some((one) => new RegExp(`^${expression(one)}$`, "u").test(normal));
}

/** More than these braces make is no pattern that anyone wrote. */
const MOST_ALTERNATIVES = 1000;

/** A pattern with braces as the patterns that it stands for. */
function alternatives(pattern: string): string[] {
	const done: string[] = [];
	const left = [pattern];
	for (let one = left.pop(); one !== undefined && done.length < MOST_ALTERNATIVES; one = left.pop()) {
		const found = /\{([^{}]*)\}/.exec(one);
		const choices = found ? choicesOf(found[1] as string) : undefined;
		if (!found || !choices) done.push(one);
		else for (const choice of choices) left.push(one.slice(0, found.index) + choice + one.slice(found.index + found[0].length));
	}
	return done;
}

function choicesOf(inner: string): string[] | undefined {
	const range = /^(-?\d+)\.\.(-?\d+)$/.exec(inner);
	if (range) {
		const [from, to] = [Number(range[1]), Number(range[2])];
		const count = Math.min(Math.abs(to - from) + 1, MOST_ALTERNATIVES);
		return Array.from({ length: count }, (_, index) => `${from + (to < from ? -index : index)}`);
	}
	return inner.includes(",") ? inner.split(",") : undefined;
}

function expression(pattern: string): string {
	const parts = pattern.split("/");
	let made = "";
	parts.forEach((part, index) => {
		const last = index === parts.length - 1;
		if (part === "**") {
			// Any number of folders, none of them hidden.
			made += last ? "(?:(?!\\.)[^/]+(?:/(?!\\.)[^/]+)*)?" : "(?:(?!\\.)[^/]+/)*";
			return;
		}
		made += partExpression(part) + (last ? "" : "/");
	});
	return made;
}

function partExpression(part: string): string {
	let made = /^[*?[]/.test(part) ? "(?!\\.)" : "";
	if (part === "*") made += "(?=[^/])";
	for (let at = 0; at < part.length; at++) {
		const character = part[at] as string;
		const set = character === "[" ? /^\[([!^]?)([^\]]+)\]/.exec(part.slice(at)) : null;
		if (set) {
			made += `[${set[1] ? "^" : ""}${(set[2] as string).replace(/[\\[\]^&~]/g, "\\$&")}]`;
			at += set[0].length - 1;
		} else if (character === "*") made += "[^/]*";
		else if (character === "?") made += "[^/]";
		else made += character.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
	}
	return made;
}
