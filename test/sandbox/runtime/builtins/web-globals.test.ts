import { describe, expect, it } from "vitest";
import { only, responses, traceOf } from "../../lambda/run-project.ts";
import { alike } from "./beside-node.ts";

describe("performance beside Node.js", () => {
	alike({
		"marks and measures":
			"performance.mark('a', { startTime: 3, detail: { x: 1 } }); performance.mark('b', { startTime: 10 }); const m = performance.measure('ab', 'a', 'b'); const n = performance.measure('n', { start: 1, duration: 5, detail: [2] }); const o = performance.measure('o', { end: 'b', duration: 4 }); const out = [m.toJSON(), n.toJSON(), [o.startTime, o.duration], m instanceof PerformanceMeasure, m instanceof PerformanceEntry, performance.getEntries().map((e) => e.name), performance.getEntriesByType('mark').length, performance.getEntriesByName('a', 'mark')[0].detail, performance.getEntriesByName('a', 'measure')]; performance.clearMarks('a'); out.push(performance.getEntriesByType('mark').map((e) => e.name)); performance.clearMeasures(); performance.clearMarks(); return [...out, performance.getEntries()];",
		"what performance refuses":
			"return [attempt(() => performance.measure('x', 'no such mark')), attempt(() => performance.mark()), attempt(() => performance.mark('x', { startTime: -1 })), attempt(() => new PerformanceEntry()), attempt(() => new Performance()), attempt(() => new PerformanceObserver())].map(({ name, code }) => [name, code ?? null]);",
		"an observer":
			"const seen = []; const o = new PerformanceObserver((list, self) => { seen.push(list.getEntries().map((e) => e.name), list.getEntriesByName('m1').length, self === o); }); o.observe({ entryTypes: ['mark', 'measure'] }); performance.mark('m1', { startTime: 1 }); performance.mark('m2', { startTime: 2 }); await sleep(20); performance.mark('m3'); const left = o.takeRecords().map((e) => e.name); o.disconnect(); performance.mark('m4'); await sleep(20); return [seen, left];",
		"the clock":
			"const a = performance.now(); const b = performance.timeOrigin; return [typeof a, a >= 0, require('perf_hooks').performance === performance, performance.toJSON().timeOrigin === b, Object.prototype.toString.call(performance), performance.timerify(function twice(x) { return x * 2; })(4)];",
	});

	it("names what perf_hooks has and the simulator has not", async () => {
		const source = `exports.handler = async () => { try { require("perf_hooks").monitorEventLoopDelay(); } catch (e) { return e.message; } };`;
		expect(only(responses(await traceOf({ "handler.js": source })))).toMatch(/^monitorEventLoopDelay of node:perf_hooks is not simulated/);
	});
});

describe("MessageChannel beside Node.js", () => {
	alike({
		"messages arrive later, in order, as copies":
			"const { port1, port2 } = new MessageChannel(); const seen = []; const source = { m: new Map([[1, 2]]) }; await new Promise((ok) => { port2.onmessage = (e) => { seen.push([e.data instanceof Object ? [...e.data.m] : e.data, e.type, e.target === port2, e instanceof MessageEvent]); if (e.data === 'end') ok(); }; port1.postMessage(source); source.m.clear(); port1.postMessage('end'); seen.push('sent'); }); port1.close(); return seen;",
		"a port with node's own methods":
			"const { port1, port2 } = new MessageChannel(); const seen = []; port1.postMessage('early'); await new Promise((ok) => { port2.once('message', (m) => seen.push(['once', m])); port2.on('message', (m) => { seen.push(m); if (m === 2) ok(); }); port1.postMessage(1); port1.postMessage(2); }); await new Promise((ok) => { port2.on('close', ok); port1.close(); }); return seen;",
		"what cannot be sent":
			"const { port1 } = new MessageChannel(); const out = [await later(() => port1.postMessage(() => {})), (await later(() => port1.postMessage())).code]; port1.close(); port1.postMessage('after'); return out;",
		"events that carry data":
			"const e = new MessageEvent('m', { data: { a: 1 }, origin: 'o' }); return [e.type, e.data, e.origin, e.lastEventId, e.source, e.ports, new MessageEvent('x').data];",
	});
});

describe("the globals of each runtime", () => {
	const since: Record<string, readonly string[]> = {
		"nodejs20.x": ["File", "CompressionStream", "PerformanceObserver", "MessageChannel", "BroadcastChannel", "CustomEvent"],
		"nodejs22.x": ["WebSocket", "navigator", "Navigator", "Iterator"],
		"nodejs24.x": ["CloseEvent", "URLPattern", "Float16Array", "DisposableStack"],
	};
	const later = ["EventSource", "localStorage", "ErrorEvent", "Storage", "Temporal", "WebAssembly"];
	const language = {
		"nodejs20.x": ["[].toSorted", "[].findLast", "''.isWellFormed"],
		"nodejs22.x": ["Object.groupBy", "Map.groupBy", "Promise.withResolvers", "Array.fromAsync", "new Set().union", "[].values().map"],
		"nodejs24.x": ["Promise.try", "RegExp.escape", "Error.isError", "Math.f16round"],
	};
	const never = [
		"Math.sumPrecise",
		"new Uint8Array().toBase64",
		"Uint8Array.fromHex",
		"new Map().getOrInsert",
		"ArrayBuffer.prototype.transfer",
	];
	const runtimes = ["nodejs20.x", "nodejs22.x", "nodejs24.x"] as const;

	it.each(runtimes)("%s has those of its version, and not those of a later one", async (runtime) => {
		const names = [...Object.values(since).flat(), ...later];
		const members = [...Object.values(language).flat(), ...never];
		const source = `export const handler = async () => [${JSON.stringify(names)}.filter((n) => n in globalThis), ${JSON.stringify(members)}.filter((m) => (0, eval)("typeof " + m) === "function")];`;
		const upTo = runtimes.slice(0, runtimes.indexOf(runtime) + 1);
		expect(only(responses(await traceOf(source, { runtime })))).toEqual([
			upTo.flatMap((one) => since[one] ?? []),
			upTo.flatMap((one) => language[one]),
		]);
	});

	it.each(["WebSocket", "URLPattern", "BroadcastChannel"])("says of %s by name that it is not simulated", async (name) => {
		const source = `export const handler = async () => { try { new ${name}("x"); } catch (e) { return [e.name, e.message]; } };`;
		expect(only(responses(await traceOf(source)))).toEqual([
			"NotSimulatedError",
			`${name} is not simulated by Warmstart. On Lambda it exists.`,
		]);
	});

	it("navigator shows the function's machine", async () => {
		const source =
			"export const handler = async () => [navigator.hardwareConcurrency, navigator.language, navigator.platform, navigator.userAgent, navigator instanceof Navigator];";
		expect(only(responses(await traceOf(source, { runtime: "nodejs22.x" })))).toEqual([2, "en-US", "linux", "Node.js/22", true]);
	});
});
