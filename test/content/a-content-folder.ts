import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Writes files into a new content folder, which is gone after the test. */
export function aContentFolder(files: Record<string, string>): string {
	const folder = mkdtempSync(join(tmpdir(), "warmstart-content-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	for (const [path, text] of Object.entries({ "topics.yaml": topicsYaml, ...files })) write(folder, path, text);
	return folder;
}

export function write(folder: string, path: string, text: string): void {
	const absolute = join(folder, path);
	mkdirSync(dirname(absolute), { recursive: true });
	writeFileSync(absolute, text);
}

const topicsYaml = `- slug: cold-starts
  title: Cold starts
  level: advanced
  summary: Where the time goes.
- slug: dynamodb
  title: DynamoDB
  level: practical
  summary: Keys and conditions.
`;

export const questionPath = "questions/advanced/cold-starts/what-is-cold.md";

/** A whole question that has no problem. Lines matter to the tests: the front matter begins at line 2. */
export const question = `---
title: What is a cold start, and who pays for it?
kind: open
minutes: 5
importance: 3
keyPoints:
  - id: new-environment
    text: A new environment has to be made first
    weight: 3
    from: junior
    aliases: [new environment]
  - id: init-is-billed
    text: INIT is billed
    weight: 2
    from: mid
    aliases: [billed]
  - id: rare
    text: Most requests are warm
    weight: 1
    from: senior
    aliases: [most requests]
redFlags:
  - says: It costs nothing.
    because: Since August 2025 INIT is billed everywhere.
followUps:
  - when: always
    ask: How would you measure it?
    answer: By Init Duration in the REPORT line.
  - when: { missed: init-is-billed }
    ask: What does it cost?
    answer: The INIT time is billed.
adds:
  junior: Knows the word.
  senior: Measures it.
  staff: Decides whether it matters.
sources:
  - title: AWS Lambda Developer Guide
    url: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    checked: 2026-11-23
exercises: []
laws: [L9]
---

# In thirty seconds

A new environment has to be made first.

# In full

It is made, code is loaded, and INIT runs. Then the handler.
`;

export const exerciseFolder = "exercises/cold-starts/connect-once";

/** A whole exercise that has no problem, by path. */
export const exercise: Record<string, string> = {
	[`${exerciseFolder}/README.md`]: `---
title: Connect once
level: intermediate
minutes: 10
summary: Connect once per environment.
edit: [src/handler.mjs]
hints:
  - Look at the calls.
  - Move it outside.
---

# Story

It was slow.

# Task

Make it fast.
`,
	[`${exerciseFolder}/scenario.ts`]: `export default {
	traffic: [{ at: 0, event: {} }],
	checks: [
		{
			id: "succeeds",
			title: "The request succeeds",
			actual: 'invocations[0].status',
			expected: "succeeded",
			why: "It did not answer at all.",
		},
	],
};
`,
	[`${exerciseFolder}/starter/template.yaml`]: "Resources: {}\n",
	[`${exerciseFolder}/starter/src/handler.mjs`]: "export const handler = () => 1;\n",
	[`${exerciseFolder}/solution/src/handler.mjs`]: "export const handler = () => 2;\n",
	...Object.fromEntries(
		["one", "two", "three"].flatMap((name) => [
			[`${exerciseFolder}/wrong/${name}/WRONG.md`, "---\ntitle: It throws\nfails: succeeds\n---\n\nIt throws.\n"],
			[`${exerciseFolder}/wrong/${name}/src/handler.mjs`, `throw new Error("${name}");\n`],
		]),
	),
};

export const interview = `---
title: A short call
minutes: 10
summary: Two parts, ten minutes.
parts:
  - kind: deepDive
    title: Go deep
    minutes: 5
    question: what-is-cold
  - kind: exercise
    title: Mend it
    minutes: 5
    exercise: connect-once
---

Good that you are here.
`;
