import { existsSync, globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(resolve(root, file), "utf8");
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The laws of a function, of its event sources, of its fronts and of the services behind the SDK. */
const laws = [...range(1, 257), ...range(266, 278), ...range(288, 306), ...range(279, 287), ...range(307, 336), ...range(338, 366)];

type Row = { law: number; says: string; status: string; where: string };
const rows: Row[] = read("docs/fidelity.md")
	.split("\n")
	.flatMap((line) => {
		const cells = line.split("|").map((cell) => cell.trim());
		const law = /^L(\d+)$/.exec(cells[1] ?? "")?.[1];
		return law ? [{ law: Number(law), says: cells[2] ?? "", status: cells[3] ?? "", where: cells.slice(4, -1).join("|") }] : [];
	});

/** Titles of a test file: the texts that stand first in it(…), test(…), describe(…) and their tables. */
function titlesOf(file: string): string[] {
	const title = /(?:\b(?:it|test|describe)\(|\)\(\s*)(["'`])((?:\\.|(?!\1)[^\\\n])*)\1/g;
	return [...read(file).matchAll(title)].map((found) => (found[2] ?? "").replaceAll("\\", ""));
}

/** Numbers of laws in a title; a range such as L92-L94 stands for each of its numbers. */
function lawsIn(title: string): number[] {
	return [...title.matchAll(/\bL(\d+)(?:\s?[-–]\s?L(\d+))?\b/g)].flatMap(([, from, to]) => range(Number(from), Number(to ?? from)));
}

describe("the table of laws", () => {
	it("has exactly one row for each law, in order", () => {
		expect(rows.map((row) => row.law)).toEqual(laws);
	});

	it("has no empty cell, and no status but its four", () => {
		for (const row of rows) {
			expect(row.says.split(" ").length, `L${row.law}`).toBeLessThanOrEqual(15);
			expect(row.says, `L${row.law}`).not.toBe("");
			expect(row.where.length, `L${row.law}`).toBeGreaterThan(10);
			expect(["held", "simplified", "not yet", "out of scope"], `L${row.law}`).toContain(row.status);
		}
	});

	it.each(rows.filter((row) => row.status === "held"))("finds the test that shows L$law", ({ law, where }) => {
		const [, file, words] = /^`(test\/[^`]+\.test\.ts)`: “(.+)”$/.exec(where) ?? [];
		expect(file, where).toBeDefined();
		expect(existsSync(resolve(root, file ?? "")), file).toBe(true);
		const fitting = titlesOf(file ?? "").filter((title) => title.includes(words ?? "") && lawsIn(title).includes(law));
		expect(fitting, `no test "${words}" with L${law} in ${file}`).not.toEqual([]);
	});

	it("finds the tests that rows of simplified laws speak of", () => {
		const named = new Set(globSync("test/sandbox/**/*.test.ts", { cwd: root }).flatMap(titlesOf).flatMap(lawsIn));
		for (const { law, where } of rows)
			for (const told of where.matchAll(/\bnames? L(\d+)/g)) expect(named.has(Number(told[1])), `L${law}`).toBe(true);
	});

	it("calls every law held or simplified that a test of the simulator names", () => {
		const shown = new Set(rows.filter((row) => /^(held|simplified)$/.test(row.status)).map((row) => row.law));
		const files = globSync("test/sandbox/**/*.test.ts", { cwd: root });
		expect(files.length).toBeGreaterThan(10);
		const denied = files.flatMap((file) =>
			titlesOf(file).flatMap((title) => lawsIn(title).flatMap((law) => (laws.includes(law) && !shown.has(law) ? `L${law} ${title}` : []))),
		);
		expect(denied).toEqual([]);
	});
});
