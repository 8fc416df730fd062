import { describe, expect, it } from "vitest";
import { UnreadMessages } from "#sandbox/lambda/process/unread-messages.ts";
import { endings, messagesOf, only, outcomeOf, responses, traceOf } from "./run-project.ts";

describe("what learner code tells without waiting for an answer", () => {
	it("shows in the order in which it was told, whatever is asked in between, each at its own time", async () => {
		const source = `import { writeFileSync, readFileSync } from "node:fs";
			const work = () => { for (let i = 0; i < 100_000; i++); };
			export const handler = async () => {
				console.log("a"); work();
				writeFileSync("/tmp/a", "b"); console.log(readFileSync("/tmp/a", "utf8")); work();
				setTimeout(() => console.log("d"), 1); console.log("c");
				await new Promise((resolve) => setTimeout(resolve, 10));
				console.log("e");
			};`;
		const trace = await traceOf(source);
		expect(messagesOf(trace)).toEqual(["a", "b", "c", "d", "e"]);
		const at = trace.events.flatMap((event) => (event.kind === "log" && event.source === "function" ? [event.at] : []));
		expect(new Set(at).size).toBe(5);
	});

	it("ends the run in the middle of a loop that tells without an end", async () => {
		const source = "export const handler = async () => { for (;;) setTimeout(() => {}, 1); };";
		expect(await outcomeOf(source, {}, {}, { hostCalls: 1000 })).toMatchObject({ status: "stopped", reason: "hostCalls" });
		const talking = "export const handler = async () => { for (;;) fetch('https://a.test/'); };";
		expect(await outcomeOf(talking, {}, {}, { traceEvents: 200 })).toMatchObject({ status: "stopped", reason: "traceTooLong" });
	});

	it("counts as far as the stack had room for it: what threw was not told, and what did not throw was", async () => {
		const source = `const armed = [];
			let fired = 0;
			const deeper = () => { armed.push(setTimeout(() => fired++, 1)); deeper(); };
			export const handler = async () => {
				let error;
				try { deeper(); } catch (caught) { error = caught; }
				await new Promise((resolve) => setTimeout(resolve, 50));
				return [error instanceof RangeError, armed.length > 100, fired === armed.length];
			};`;
		expect(only(responses(await traceOf(source, { memory: 1769, timeout: 60 })))).toEqual([true, true, true]);
	});

	it("is heard of code that ends its process, up to that", async () => {
		const trace = await traceOf(
			`export const handler = async () => { console.log("a"); try { process.exit(3); } finally { console.log("b"); } };`,
		);
		expect(messagesOf(trace)).toEqual(["a"]);
		expect(only(endings(trace)).error?.errorMessage).toContain("exit status 3");
	});
});

describe("messages that lie unread", () => {
	const texts = (messages: UnreadMessages) => messages.take().map(({ text }) => text);

	it("are taken once, in order", () => {
		const messages = new UnreadMessages();
		expect(["a", "b"].map((text, steps) => messages.keep("log", text, steps))).toEqual([true, true]);
		expect(texts(messages)).toEqual(["a", "b"]);
		expect(texts(messages)).toEqual([]);
	});

	it("are few, and not long", () => {
		const many = new UnreadMessages();
		while (many.keep("timer", "{}", 0));
		expect(texts(many).length).toBeLessThan(1000);
		expect(many.keep("timer", "{}", 0)).toBe(true);
		expect(many.keep("log", "x".repeat(1_000_000), 0)).toBe(false);
	});

	it("are none that wait for an answer, and none that nobody knows", () => {
		const messages = new UnreadMessages();
		for (const operation of ["fs", "hash", "url", "memory", "toString", ""]) expect(messages.keep(operation, "{}", 0)).toBe(false);
	});
});
