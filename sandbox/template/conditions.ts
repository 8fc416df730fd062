import { type Resolved, textOf, Unknown } from "./resolved.ts";
import type { TemplateNode } from "./template-node.ts";

/** Also bounds how deep conditions refer to each other. */
const MAX_CONDITIONS = 200;

/** The Conditions of a template, each evaluated when it is first asked for. */
export class Conditions {
	#nodes = new Map<string, TemplateNode>();
	/** Undefined while one is on its way, so that a circle ends. */
	#decided = new Map<string, boolean | undefined>();
	#resolve: (node: TemplateNode) => Resolved;

	/** @param resolve Of a value within a condition. */
	constructor(resolve: (node: TemplateNode) => Resolved) {
		this.#resolve = resolve;
	}

	add(name: string, node: TemplateNode): void {
		this.#nodes.set(name, node);
	}

	has(name: string): boolean {
		return this.#nodes.has(name);
	}

	names(): IterableIterator<string> {
		return this.#nodes.keys();
	}

	/** @returns undefined for a condition that is not there, or depends on what is not known or on itself. */
	holds(name: string): boolean | undefined {
		const condition = this.#nodes.get(name);
		if (!condition || this.#decided.has(name) || this.#decided.size >= MAX_CONDITIONS) return this.#decided.get(name);
		this.#decided.set(name, undefined);
		const holds = this.#evaluate(condition);
		this.#decided.set(name, holds);
		return holds;
	}

	#evaluate(node: TemplateNode): boolean | undefined {
		if (node.kind !== "intrinsic") return undefined;
		if (node.name === "Condition") return this.holds(node.argument.kind === "scalar" ? String(node.argument.value) : "");
		if (node.argument.kind !== "list") return undefined;
		const { items } = node.argument;
		if (node.name === "Fn::Equals") {
			const [a, b] = items.map((item) => this.#resolve(item));
			return a instanceof Unknown || b instanceof Unknown || a === undefined || b === undefined ? undefined : textOf(a) === textOf(b);
		}
		if (node.name === "Fn::Contains") {
			const [list, value] = items.map((item) => this.#resolve(item));
			if (!Array.isArray(list) || value === undefined || value instanceof Unknown) return undefined;
			return list.some((item) => textOf(item) === textOf(value));
		}
		const parts = items.map((item) => this.#evaluate(item));
		if (parts.includes(undefined)) return undefined;
		if (node.name === "Fn::And") return parts.every(Boolean);
		if (node.name === "Fn::Or") return parts.some(Boolean);
		if (node.name === "Fn::Not") return !parts[0];
		return undefined;
	}
}
