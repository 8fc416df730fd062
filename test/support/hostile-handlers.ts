/** Handlers that attack time, memory, output or the realm, as a learner may write them by accident or on purpose. ES modules. */

/** Code that never gives control back. */
export const endless: Record<string, string> = {
	"a loop in the handler": "export const handler = async () => { for (;;); };",
	"a loop at module scope": "for (;;);\nexport const handler = async () => 1;",
	"a chain of microtasks": "export const handler = async () => { while (true) await null; };",
	"a loop that catches everything": "export const handler = async () => { for (;;) { try { for (;;); } catch {} finally { continue; } } };",
	"a regular expression that backtracks": 'export const handler = async () => /^(a+)+$/.test("a".repeat(60) + "b");',
	"includes over 2^40 places": "export const handler = async () => Array.prototype.includes.call({ length: 2 ** 40 }, 1);",
	"indexOf over 2^40 places": "export const handler = async () => Array.prototype.indexOf.call({ length: 2 ** 40 }, 1);",
	"reverse over 2^40 places": "export const handler = async () => { Array.prototype.reverse.call({ length: 2 ** 40 }); };",
	"a large power of a BigInt as text": "export const handler = async () => (1n << 47_000_000n).toString().length;",
	"a sort that never agrees":
		"export const handler = async () => { const a = Array.from({ length: 1e7 }, (_, i) => i); for (;;) a.sort(() => 1); };",
	"timers without an end": "export const handler = () => new Promise(() => { const again = () => setTimeout(again, 0); again(); });",
	"a getter that reads itself": "const o = { get x() { for (;;); } };\nexport const handler = async () => o;",
	"a toJSON without an end": "export const handler = async () => ({ toJSON() { for (;;); } });",
	"a toString in a log without an end":
		"export const handler = async () => { console.log({ toString() { for (;;); }, get x() { for (;;); } }, String({ toString() { for (;;); } })); };",
	"a thenable without an end": "export const handler = () => ({ then() { for (;;); } });",
};

/** Code that takes memory without a bound. */
export const growing: Record<string, string> = {
	"arrays in a loop": "export const handler = async () => { const all = []; for (;;) all.push(new Array(1000).fill(1)); };",
	"a growing Map": "export const handler = async () => { const map = new Map(); for (let i = 0; ; i++) map.set(i, { i }); };",
	"half a gigabyte of text, split": 'export const handler = async () => "x".repeat(2 ** 29 - 30).split("").length;',
	"a filled array of 10^9 places": "export const handler = async () => new Array(1e9).fill(0).length;",
	"a doubling text": 'export const handler = async () => { let s = "x"; for (;;) { s += s; s.charCodeAt(s.length - 1); } };',
	"buffers in a loop": "export const handler = async () => { const all = []; for (;;) all.push(new Uint8Array(1e7).fill(1)); };",
	"fill over 2^40 places": "export const handler = async () => { Array.prototype.fill.call({ length: 2 ** 40 }, 1); };",
	"deep brackets as JSON": 'export const handler = async () => { JSON.parse("[".repeat(50_000_000)); };',
	"memory at module scope": "const all = [];\nfor (;;) all.push(new Array(1000).fill(1));\nexport const handler = async () => 1;",
};

/** Code whose run comes to its end, with what the first invocation must have become. */
export const ending: Record<string, { code: string; status: string; errorType?: RegExp }> = {
	"a promise that never settles": {
		code: "export const handler = () => new Promise(() => {});",
		status: "crashed",
		errorType: /Runtime\.ExitError/,
	},
	"process.exit": { code: "export const handler = async () => process.exit(1);", status: "crashed", errorType: /Runtime\.ExitError/ },
	"a thrown text": { code: 'export const handler = async () => { throw "no"; };', status: "failed", errorType: /^string$/ },
	"a thrown undefined": { code: "export const handler = async () => { throw undefined; };", status: "failed", errorType: /^undefined$/ },
	"a missing export": { code: "export const other = 1;", status: "failed", errorType: /Runtime\.HandlerNotFound/ },
	"a recursion without an end": {
		code: "const f = () => f() + 1;\nexport const handler = async () => f();",
		status: "failed",
		errorType: /RangeError/,
	},
	"an error whose fields throw": {
		code: 'export const handler = async () => { throw new Proxy({}, { get() { throw new Error("trap"); } }); };',
		status: "crashed",
	},
	"prototypes that were tampered with": {
		code: `
Object.prototype.result = { reference: true };
Object.prototype.toJSON = () => "forged";
Array.prototype[Symbol.iterator] = function* () { yield "forged"; };
Array.prototype.push = () => { throw new Error("push"); };
Promise.prototype.then = function () { return "forged"; };
String.prototype.split = () => ["forged"];
JSON.stringify = () => '{"status":"passed"}';
JSON.parse = () => ({ status: "passed" });
globalThis.__proto__.x = 1;
export const handler = () => "done";`,
		status: "any",
	},
};
