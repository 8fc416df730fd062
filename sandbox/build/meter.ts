import type { Node } from "acorn";
import { parseJavaScript } from "./javascript-parser.ts";

/** Names under which a script finds its counter and the function to call when it has run out; chosen so that the script has no such name. */
export type MeterNames = { steps: string; overrun: string; loops: string; context: string; frame: string };
export type Metered =
	| { ok: true; text: string; names: MeterNames; insertions: Insertion[] }
	| { ok: false; kind: "syntax" | "tooDeep"; message: string };

/** Text put into a line of the script. Lines are never added, so that a map needs to be shifted within lines only. */
export type Insertion = {
	at: number;
	text: string;
	/** Of several at one place, the lower ones come first; 0 where it is missing, which is the meter's own. */
	order?: number;
};

/** The order in which insertions stand in the text. */
export function inOrder(a: Insertion, b: Insertion): number {
	return a.at - b.at || (a.order ?? 0) - (b.order ?? 0);
}

/** A node of the syntax tree, with the fields that its type has. */
export type Visited = Node & Record<string, unknown>;
type FunctionNode = Visited & { body: Visited; expression?: boolean };

/** A loop adds its iterations to the counter of the run in portions of this size: a power of two. */
const PORTION = 1024;
/** A call of a function counts as much as this many iterations of a loop; waiting for a promise, too. */
const CALL_STEPS = 3;
const AWAIT_STEPS = 12;
/**
 * An exception that is caught, and a finally, count as much: making one with its stack takes microseconds. Without it, functions that call
 * themselves without end, and catch the overflow of the stack, would take minutes for few steps.
 */
const CATCH_STEPS = 500;
const FINALLY_STEPS = 250;
/** A promise made by a call, and one turn of `for await`, take longer than an `await`. */
const DEFERRED_STEPS = 60;
/** Methods that make code run later without an `await` of its own. */
const DEFERRING = new Set(["then", "catch", "finally", "reject", "queueMicrotask", "nextTick"]);
/** Stands at every bracket that is added, so that the text of a function can be shown as it was (sandbox/runtime/guest/metering.ts). */
export const MARK = "/*__steps*/";

const LOOPS = new Set(["ForStatement", "ForInStatement", "ForOfStatement", "WhileStatement", "DoWhileStatement"]);
const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/**
 * Counts what a script does: steps for each call of a function, `await` and iteration of a loop. Calls count down `steps[0]`; loops
 * count in a variable of their function, which is cheap, and hand over in portions, at the loop's end and before a `return`. An exception
 * that leaves a function loses less than a portion. Whoever runs out calls `overrun`, which throws.
 *
 * With `asyncContext`, the frame of AsyncLocalStorage is kept around each `await` as well: it is taken before, and put back after.
 *
 * Direct `eval` becomes indirect, because it could see the counter. Code that is made at run time is not counted at all.
 * @param script A sloppy script, in which `await` and `return` may stand at the top.
 * @returns The metered script, for a wrapper that gives it `steps` (an Int32Array) and `overrun`, and declares `loops` as 0; or what V8
 * would say of its syntax; or that it is nested too deeply to be read.
 */
export function meter(script: string, { asyncContext }: { asyncContext: boolean }): Metered {
	let program: Visited;
	try {
		program = parseJavaScript(script, {
			ecmaVersion: "latest",
			sourceType: "script",
			allowAwaitOutsideFunction: true,
			allowReturnOutsideFunction: true,
			allowHashBang: true,
		}) as unknown as Visited;
	} catch (error) {
		const { message } = error as Error;
		const kind = error instanceof SyntaxError && !message.startsWith("Not enough stack space") ? "syntax" : "tooDeep";
		return { ok: false, kind, message: message.replace(/ \(\d+:\d+\)$/, "") };
	}
	const used = new Set<string>();
	everyNode(program, (node) => {
		if (node.type === "Identifier") used.add(node.name as string);
	});
	const names = meterNames(freeSuffix(used));
	const { insertions, atEnd } = meterProgram(program, names, asyncContext);
	if (atEnd !== "") insertions.push({ at: program.end, text: `\n${atEnd}` });
	insertions.sort(inOrder);
	return { ok: true, text: withInsertions(script, insertions), names, insertions };
}

/** What a program counts of itself, for a text that was read already. @returns Insertions in no order, and what belongs behind the last line. */
export function meterProgram(program: Visited, names: MeterNames, asyncContext: boolean): { insertions: Insertion[]; atEnd: string } {
	const insertions: Insertion[] = [];
	const hasLoops = meterBody(program, names, insertions, asyncContext);
	return { insertions, atEnd: hasLoops ? `${names.steps}[0]-=${names.loops};` : "" };
}

/** @param used Every identifier of the texts. @returns What makes the names that are added differ from all of them. */
export function freeSuffix(used: ReadonlySet<string>): string {
	let suffix = "";
	for (let n = 1; ADDED_NAMES.some((name) => used.has(`__${name}${suffix}`)); n++) suffix = `_${n}`;
	return suffix;
}

const ADDED_NAMES = ["steps", "overrun", "loops", "context", "frame", "import", "meta", "imports", "exports", "default"];

export function meterNames(suffix: string): MeterNames {
	return {
		steps: `__steps${suffix}`,
		overrun: `__overrun${suffix}`,
		loops: `__loops${suffix}`,
		context: `__context${suffix}`,
		frame: `__frame${suffix}`,
	};
}

export function childrenOf(node: Visited): Visited[] {
	const children: Visited[] = [];
	for (const key in node) {
		const value = node[key];
		if (typeof value !== "object" || value === null) continue;
		if (!Array.isArray(value)) {
			if (typeof (value as Visited).type === "string") children.push(value as Visited);
			continue;
		}
		for (const one of value) if (typeof (one as Visited | null)?.type === "string") children.push(one as Visited);
	}
	return children;
}

/** Without recursion: learner code may be nested deeper than the stack of the build. */
export function everyNode(root: Visited, visit: (node: Visited) => void): void {
	const open = [root];
	for (let node = open.pop(); node; node = open.pop()) {
		visit(node);
		for (const child of childrenOf(node)) open.push(child);
	}
}

/** Meters one function (or the whole script): its loops and returns, then the functions inside of it. @returns Whether its top has loops. */
function meterBody(root: Visited, names: MeterNames, insertions: Insertion[], asyncContext: boolean): boolean {
	const bodies: Visited[] = [root];
	let topHasLoops = false;
	for (let owner = bodies.pop(); owner; owner = bodies.pop()) {
		const loops: Visited[] = [];
		const returns: Visited[] = [];
		const yields: Visited[] = [];
		/** The outermost label of a statement. */
		const labelled = new Map<Visited, Visited>();
		const keepsFrame = asyncContext && (owner.async === true || owner.type === "Program");
		/** Blocks that may begin after a promise was waited for, without an `await` of their own: catch, finally, for await. */
		const resumed: Visited[] = [];
		/** What opens before an expression. It comes after what opens before a loop's body, which may be that very expression. */
		const opening: Insertion[] = [];
		const open = childrenOf(owner);
		for (let node = open.pop(); node; node = open.pop()) {
			if (FUNCTIONS.has(node.type) || node.type === "StaticBlock") {
				bodies.push(node);
				continue;
			}
			if (node.type === "TryStatement") {
				resumed.push(...afterTry(node));
				meterTry(node, names, insertions);
			}
			if (node.type === "LabeledStatement") labelled.set(node.body as Visited, labelled.get(node) ?? node);
			if (LOOPS.has(node.type)) loops.push(node);
			else if (node.type === "ReturnStatement" || node.type === "ThrowStatement") returns.push(node);
			else if (node.type === "YieldExpression") yields.push(node);
			else if (node.type === "AwaitExpression") {
				const { start, end } = node.argument as Visited;
				const { context } = names;
				if (keepsFrame) opening.push({ at: node.start, text: `${MARK}(${context}.resume(${context}.frame(),` });
				opening.push({ at: start, text: `${MARK}(${names.steps}[0]-=${AWAIT_STEPS},` });
				insertions.push({ at: end, text: `)${MARK}` });
				if (keepsFrame) insertions.push({ at: node.end, text: `))${MARK}` });
			} else if (isDirectEval(node)) {
				const { start, end } = node.callee as Visited;
				opening.push({ at: start, text: `${MARK}(0,` });
				insertions.push({ at: end, text: `)${MARK}` });
			}
			const deferred = deferredArgument(node);
			if (deferred) {
				opening.push({ at: deferred.start, text: `${MARK}(${names.steps}[0]-=${DEFERRED_STEPS},` });
				insertions.push({ at: deferred.end, text: `)${MARK}` });
			}
			const early = evaluatedEarly(node);
			if (early) {
				opening.push({ at: early.start, text: `${MARK}((${names.steps}[0]-=${CALL_STEPS})<0&&${names.overrun}(0),` });
				insertions.push({ at: early.end, text: `)${MARK}` });
			}
			for (const child of childrenOf(node)) open.push(child);
		}
		for (const loop of loops) {
			const { start } = meterLoop(loop, names, insertions);
			if (loop.await === true) insertions.push({ at: start, text: `(${names.steps}[0]-=${DEFERRED_STEPS})<0&&${names.overrun}(0);` });
			if (loop.await !== true || !keepsFrame) continue;
			insertions.push({ at: start, text: restored(names) });
			// The last wait of a loop comes after its last turn. A label must stay next to its loop.
			const whole = labelled.get(loop) ?? loop;
			insertions.push({ at: whole.start, text: `${MARK}{`, order: -1 }, { at: whole.end, text: `${restored(names)}}${MARK}`, order: 1 });
		}
		if (loops.length > 0) for (const node of yields) handOverAround(node, names, opening, insertions);
		for (const one of opening) insertions.push(one);
		const waits = resumed.length > 0 || loops.some((loop) => loop.await === true);
		if (keepsFrame) for (const block of resumed) insertions.push({ at: block.start + 1, text: restored(names) });
		if (loops.length > 0) for (const node of returns) handOverBefore(node, names, insertions);
		const frame = keepsFrame && waits ? `var ${names.frame}=${names.context}.frame();` : "";
		meterEntry(owner, { hasLoops: loops.length > 0, frame }, names, insertions);
		if (owner === root) topHasLoops = loops.length > 0;
	}
	return topHasLoops;
}

function afterTry({ handler, finalizer }: Visited): Visited[] {
	const blocks = [(handler as Visited | null)?.body, finalizer] as (Visited | null | undefined)[];
	return blocks.filter((block) => block !== null && block !== undefined);
}

function meterTry(node: Visited, { steps, overrun }: MeterNames, insertions: Insertion[]): void {
	const count = (block: Visited, cost: number) =>
		insertions.push({ at: block.start + 1, text: `(${steps}[0]-=${cost})<0&&${overrun}(0);` });
	const handler = node.handler as Visited | null;
	if (handler) count(handler.body as Visited, CATCH_STEPS);
	if (node.finalizer) count(node.finalizer as Visited, FINALLY_STEPS);
}

/** The first argument of a call that makes code run later, if it has one. */
function deferredArgument(node: Visited): Visited | undefined {
	if (node.type !== "CallExpression") return undefined;
	const callee = node.callee as Visited;
	const name = callee.type === "MemberExpression" ? (callee.property as Visited).name : callee.name;
	const [first] = node.arguments as Visited[];
	return first && first.type !== "SpreadElement" && DEFERRING.has(name as string) ? first : undefined;
}

/**
 * A default or the value of a field, which runs before or without the body of a function. Functions and classes are left out: behind a
 * comma they would lose the name that they get here, and only making one takes no time.
 */
function evaluatedEarly(node: Visited): Visited | undefined {
	const value = node.type === "AssignmentPattern" ? node.right : node.type === "PropertyDefinition" ? node.value : undefined;
	const expression = value as Visited | null | undefined;
	return expression && !FUNCTIONS.has(expression.type) && expression.type !== "ClassExpression" ? expression : undefined;
}

/** A generator may never be resumed. */
function handOverAround(node: Visited, { loops, steps }: MeterNames, opening: Insertion[], insertions: Insertion[]): void {
	opening.push({ at: node.start, text: `${MARK}(${steps}[0]-=${loops},${loops}=0,` });
	insertions.push({ at: node.end, text: `)${MARK}` });
}

function restored({ context, frame }: MeterNames): string {
	return `${context}.restore(${frame});`;
}

function isDirectEval(node: Visited): boolean {
	const callee = node.callee as Visited | undefined;
	return node.type === "CallExpression" && callee?.type === "Identifier" && callee.name === "eval";
}

/** @returns Where the body begins. */
function meterLoop(loop: Visited, { loops, overrun }: MeterNames, insertions: Insertion[]): { start: number } {
	const body = loop.body as Visited;
	// The bits of a portion are all that V8 must know of the variable: nothing that `overrun` gives, and no overflow. That makes a tight loop
	// a quarter faster than a comparison does.
	const count = `if((${loops}=${loops}+1&${PORTION - 1})===0)${overrun}(${PORTION});`;
	if (body.type === "BlockStatement") insertions.push({ at: body.start + 1, text: count });
	else insertions.push({ at: body.start, text: `${MARK}{${count}` }, { at: body.end, text: `}${MARK}` });
	return { start: body.type === "BlockStatement" ? body.start + 1 : body.start };
}

function handOverBefore(node: Visited, { loops, steps }: MeterNames, insertions: Insertion[]): void {
	// A return may be the whole body of an `if`, so that it stays one statement.
	insertions.push({ at: node.start, text: `${MARK}{${steps}[0]-=${loops};` }, { at: node.end, text: `}${MARK}` });
}

function meterEntry(
	owner: Visited,
	{ hasLoops, frame }: { hasLoops: boolean; frame: string },
	{ steps, overrun, loops }: MeterNames,
	insertions: Insertion[],
): void {
	const count = `(${steps}[0]-=${CALL_STEPS})<0&&${overrun}(0)`;
	const variable = `${hasLoops ? `var ${loops}=0;` : ""}${frame}`;
	const rest = hasLoops ? `${steps}[0]-=${loops};` : "";
	if (owner.type === "Program") return; // The wrapper declares its variables, and hands over what its loops counted.
	if (owner.type === "StaticBlock") {
		const first = (owner.body as unknown as Visited[])[0];
		if (hasLoops && first) insertions.push({ at: first.start, text: variable }, { at: owner.end - 1, text: rest });
		return;
	}
	const { body } = owner as FunctionNode;
	if (body.type !== "BlockStatement") {
		insertions.push({ at: body.start, text: `${MARK}(${count},` }, { at: body.end, text: `)${MARK}` });
		return;
	}
	const statements = body.body as unknown as (Visited & { directive?: string })[];
	let start = body.start + 1;
	for (const statement of statements) {
		if (typeof statement.directive !== "string") break;
		start = statement.end;
	}
	insertions.push({ at: start, text: `${start === body.start + 1 ? "" : ";"}${variable}${count};` });
	if (hasLoops) insertions.push({ at: body.end - 1, text: rest });
}

export function withInsertions(text: string, insertions: readonly Insertion[]): string {
	const pieces: string[] = [];
	let from = 0;
	for (const { at, text: inserted } of insertions) {
		pieces.push(text.slice(from, at), inserted);
		from = at;
	}
	pieces.push(text.slice(from));
	return pieces.join("");
}
