import { createRequire } from "node:module";
import type { Json } from "#sandbox/json-value.ts";
import { callMethod, shown, type Tool, toolOf, type VelocityValue } from "./velocity-values.ts";

/** A template that cannot be parsed, does not end, or grows beyond all measure. */
export class TemplateError extends Error {}

/** Largest template that API Gateway takes: 300 KB (APIGW/limits). */
const MAX_TEMPLATE_CHARACTERS = 300_000;
/** Pieces of a template that one rendering may go through, and characters it may make. */
const MOST_STEPS = 200_000;
const MOST_CHARACTERS = 10_485_760;
const MOST_DEPTH = 64;

type Reference = { id: string; path?: Attribute[]; args?: unknown[] };
type Attribute =
	| { type: "property"; id: string }
	| { type: "method"; id: string; args?: unknown }
	| { type: "index"; id: { type: string; value?: unknown } };
type Velocity = typeof import("velocityjs");
type Nodes = ReturnType<Velocity["parse"]>;

// Loaded with the first template: most runs have none, and every worker that waits for a run would pay for it.
const require = createRequire(import.meta.url);
let loaded: ReturnType<typeof withVelocity> | undefined;

/**
 * Velocity over JSON values and our own tools. Of velocityjs it takes parser, directives and expressions; whatever a reference can reach is
 * decided here: own properties of JSON values, and a list of methods. So a template never sees an object of JavaScript, and cannot run on
 * without end.
 */
function withVelocity({ Compile, parse }: Velocity) {
	class Rendering extends Compile {
		#steps = 0;
		#characters = 0;
		#depth = 0;

		override renderAstList(nodes?: Nodes, contextId?: string): string {
			this.#steps += (nodes ?? this.asts).length + 1;
			if (this.#steps > MOST_STEPS) throw new TemplateError("The template takes too many steps.");
			if (++this.#depth > MOST_DEPTH) throw new TemplateError("The template nests too deeply.");
			const text = super.renderAstList(nodes as Nodes, contextId);
			this.#depth--;
			this.#characters += text.length;
			if (this.#characters > MOST_CHARACTERS) throw new TemplateError("The template makes too much text.");
			return text;
		}

		/** Text of a reference in the output, or its value in an expression. One without a value is shown as it is written, but not those of the gateway. */
		override getReferences(given: never, isOutput?: boolean): string {
			const node = given as unknown as Reference & { leader: string };
			const isGateway = ["input", "util", "context", "stageVariables"].includes(node.id);
			const value = super.getReferences(given, false) as unknown as VelocityValue;
			if (!isOutput) return value as unknown as string;
			if (value === undefined || value === null) return isGateway || node.leader === "$!" ? "" : super.getReferences(given, true);
			return shown(value);
		}

		// The three ways from one value to the next, which velocityjs leaves to JavaScript.
		getAttributes(attribute: Attribute, base: VelocityValue): VelocityValue {
			if (base === undefined || base === null) return undefined;
			if (attribute.type === "method") return this.getPropMethod(attribute, base);
			if (attribute.type === "property") return propertyOf(base, attribute.id);
			const key = attribute.id.type === "references" ? this.getReferences(attribute.id as never) : attribute.id.value;
			return propertyOf(base, `${key}`);
		}

		getPropMethod({ id, args }: { id: string; args?: unknown }, base: VelocityValue): VelocityValue {
			// The parser has false where there are no arguments.
			const values = (Array.isArray(args) ? args : []).map((arg) => this.getLiteral(arg as never) as unknown as VelocityValue);
			return callMethod(base, id, values);
		}

		/** Only macros that the template itself defines. */
		override getMacro(given: never): string {
			const { id } = given as unknown as { id: string };
			if (id === "stop") this.runState.stop = true;
			return Object.hasOwn(this.macrosStore, id) ? super.getMacro(given) : "";
		}

		getArray(node: { isRange?: boolean; value: unknown[] }): VelocityValue[] {
			if (!node.isRange) return node.value.map((one) => this.getLiteral(one as never) as unknown as VelocityValue);
			const [from = Number.NaN, to = Number.NaN] = node.value.map((one) =>
				Number(typeof one === "object" ? this.getReferences(one as never) : one),
			);
			const length = Math.abs(to - from) + 1;
			if (!(length <= MOST_STEPS)) throw new TemplateError("A range of the template is too long.");
			return Array.from({ length }, (_, i) => (from <= to ? from + i : from - i));
		}
	}
	return { parse, Rendering };
}

function propertyOf(base: VelocityValue, name: string): VelocityValue {
	const tool = toolOf(base);
	if (tool) return tool.properties?.[name]?.();
	if (Array.isArray(base)) return /^\d+$/.test(name) ? base[Number(name)] : undefined;
	return typeof base === "object" && base !== null && Object.hasOwn(base, name) ? (base as Record<string, VelocityValue>)[name] : undefined;
}

/**
 * Renders a mapping template.
 * @param variables JSON values, which the template may change, and tools.
 * @throws {TemplateError}
 */
export function renderTemplate(template: string, variables: Record<string, Json | Tool>): string {
	if (template.length > MAX_TEMPLATE_CHARACTERS) throw new TemplateError("The template is larger than 300 KB.");
	// Null and undefined are told apart by nobody in Velocity; names such as `constructor` mean nothing here.
	const context = Object.assign(Object.create(null), variables);
	loaded ??= withVelocity(require("velocityjs") as Velocity);
	const { parse, Rendering } = loaded;
	try {
		return new Rendering(parse(template), { escape: false, valueMapper: (value: unknown) => value }).render(context);
	} catch (error) {
		if (error instanceof TemplateError) throw error;
		throw new TemplateError(error instanceof Error ? error.message.slice(0, 300) : "The template is malformed.");
	}
}
