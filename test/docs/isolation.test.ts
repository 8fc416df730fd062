import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "#sandbox/lambda/limits.ts";
import { defaultSandboxLimits } from "#sandbox/pool/limits.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(resolve(root, file), "utf8");
const cellsOf = (line: string) =>
	line
		.split("|")
		.slice(1, -1)
		.map((cell) => cell.trim());
const lines = read("docs/isolation.md")
	.split("\n")
	.filter((line) => line.startsWith("| "))
	.map(cellsOf);

const promises = lines
	.filter(([name]) => /^S\d+$/.test(name ?? ""))
	.map(([name = "", says = "", tests = "", not = ""]) => ({ name, says, tests, not }));
const named = promises.flatMap(({ name, tests }) =>
	tests.split("<br>").map((test) => {
		const [, file = "", words = ""] = /^`(test\/[^`]+\.test\.ts)`: “(.+)”$/.exec(test) ?? [];
		return { name, file, words, test };
	}),
);

/** Titles of a test file: the texts that stand first in it(…), test(…), describe(…) and their tables, and the first texts after a table. */
function titlesOf(file: string): string[] {
	const title = /(?:\b(?:it|test|describe)\(|\)\(\s*)(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g;
	return [...read(file).matchAll(title)].map((found) => (found[2] ?? "").replaceAll("\\", ""));
}

describe("the page about isolation", () => {
	it("has one row for each of the ten promises, and says of each what does not hold", () => {
		expect(promises.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, i) => `S${i + 1}`));
		for (const { name, says, not } of promises) expect([says.length > 20, not.length > 20], name).toEqual([true, true]);
	});

	it.each(named)("finds the test that shows $name: $words", ({ file, words, test }) => {
		expect(file, test).not.toBe("");
		expect(existsSync(resolve(root, file)), file).toBe(true);
		expect(
			titlesOf(file).filter((title) => title.includes(words)),
			`no test "${words}" in ${file}`,
		).not.toEqual([]);
	});

	it.each(promises)("names a test file that speaks of $name itself", ({ name }) => {
		const files = new Set(named.filter((one) => one.name === name).map(({ file }) => file));
		expect([...files].some((file) => new RegExp(`\\b${name}\\b`).test(titlesOf(file).join("\n")))).toBe(true);
	});

	it("gives the limits as they are in the code", () => {
		const told = Object.fromEntries(
			lines.flatMap(([name = "", value]) => (/^`\w+`$/.test(name) ? [[name.slice(1, -1), Number(value)]] : [])),
		);
		expect(Object.keys(told).length).toBeGreaterThan(10);
		expect({ ...defaultLimits, ...defaultSandboxLimits }).toMatchObject(told);
	});
});
