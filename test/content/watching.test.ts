import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openCatalog } from "#content/index.ts";
import { aContentFolder, exercise, exerciseFolder, question, questionPath, write } from "./a-content-folder.ts";

async function opened(files: Record<string, string>, watch: boolean) {
	const folder = aContentFolder(files);
	const content = await openCatalog(folder, { watch });
	onTestFinished(() => content.close());
	// The watcher needs a moment until it hears changes.
	await new Promise((resolve) => setTimeout(resolve, 300));
	return { folder, content };
}

describe("an open catalog", () => {
	it("follows the folder in development", async () => {
		const { folder, content } = await opened({ [questionPath]: question }, true);
		write(folder, questionPath, question.replace("who pays for it?", "who pays for it then?"));
		await vi.waitFor(() => expect(content.current().questions.get("what-is-cold")?.title).toContain("then"), 4000);
		write(folder, questionPath, question.replace("kind: open", "kind: closed"));
		await vi.waitFor(() => expect(content.current().problems).toHaveLength(1), 4000);
		write(folder, questionPath, question);
		await vi.waitFor(() => expect(content.current().problems).toEqual([]), 4000);
		rmSync(join(folder, questionPath));
		await vi.waitFor(() => expect(content.current().questions.size).toBe(0), 4000);
	});

	it("reads a changed scenario again", async () => {
		const { folder, content } = await opened(exercise, true);
		const path = `${exerciseFolder}/scenario.ts`;
		write(folder, path, (exercise[path] ?? "").replace("The request succeeds", "The request is answered"));
		await vi.waitFor(
			() => expect(content.current().exercises.get("connect-once")?.scenario.checks[0]?.title).toBe("The request is answered"),
			4000,
		);
	});

	it("stays as it is in production", async () => {
		const { folder, content } = await opened({ [questionPath]: question }, false);
		const before = content.current();
		rmSync(join(folder, questionPath));
		await new Promise((resolve) => setTimeout(resolve, 400));
		expect(content.current()).toBe(before);
	});

	it("goes on with the last catalog after it was closed", async () => {
		const { folder, content } = await opened({ [questionPath]: question }, true);
		content.close();
		rmSync(join(folder, questionPath));
		await new Promise((resolve) => setTimeout(resolve, 400));
		expect(content.current().questions.size).toBe(1);
	});
});
