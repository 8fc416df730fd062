import type { StackRoute } from "#sandbox/stack/api.ts";

/** A route and what the path says of its parameters, as the client encoded them. */
export type RouteMatch = { route: StackRoute; pathParameters: Record<string, string> };

type Node = {
	fixed: Map<string, Node>;
	parameter: { name: string; node: Node } | undefined;
	greedy: { name: string; node: Node } | undefined;
	methods: Map<string, StackRoute>;
};

const newNode = (): Node => ({ fixed: new Map(), parameter: undefined, greedy: undefined, methods: new Map() });

/** In what REST and HTTP APIs differ when they look for a route. */
export type MatchingRules = {
	/** HTTP: a resource without the method does not count, and a less specific one may have it; REST has chosen by the path already (unverified). */
	byMethod: boolean;
	/** HTTP: a slash at the end makes another path. REST takes no notice of it. */
	trailingSlash: boolean;
};

/**
 * The resources of an API as a tree of path segments. A fixed segment comes before `{name}`, and that before `{name+}`, which takes the rest
 * of the path, at least one segment.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export class ResourceTree {
	#root = newNode();
	#rules: MatchingRules;

	constructor(routes: readonly StackRoute[], rules: MatchingRules) {
		this.#rules = rules;
		for (const route of routes) this.#add(route);
	}

	#add(route: StackRoute): void {
		let node = this.#root;
		for (const segment of segmentsOf(route.path, this.#rules)) {
			const [, name, plus] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
			if (name === undefined) {
				const next = node.fixed.get(segment) ?? newNode();
				node.fixed.set(segment, next);
				node = next;
				continue;
			}
			const place = plus ? "greedy" : "parameter";
			node[place] ??= { name, node: newNode() };
			node = node[place].node;
		}
		node.methods.set(route.method, route);
	}

	/**
	 * @param path As the client sent it.
	 * @returns undefined when no resource with that method fits.
	 */
	match(method: string, path: string): RouteMatch | undefined {
		const { byMethod } = this.#rules;
		const serves = ({ methods }: Node) => (byMethod ? routeOf(methods, method) !== undefined : methods.size > 0);
		const found = search(this.#root, segmentsOf(path, this.#rules), 0, serves, []);
		const route = found && routeOf(found.node.methods, method);
		return route && { route, pathParameters: Object.fromEntries(found.parameters) };
	}
}

function routeOf(methods: Node["methods"], method: string): StackRoute | undefined {
	return methods.get(method) ?? methods.get("ANY");
}

type Found = { node: Node; parameters: [string, string][] };

function search(
	node: Node,
	segments: string[],
	at: number,
	serves: (node: Node) => boolean,
	before: [string, string][],
): Found | undefined {
	if (at === segments.length) return serves(node) ? { node, parameters: before } : undefined;
	const segment = segments[at] as string;
	const fixed = node.fixed.get(segment);
	const byName = fixed && search(fixed, segments, at + 1, serves, before);
	if (byName) return byName;
	const { parameter, greedy } = node;
	if (parameter && segment !== "") {
		const byParameter = search(parameter.node, segments, at + 1, serves, [...before, [parameter.name, segment]]);
		if (byParameter) return byParameter;
	}
	if (!greedy || !serves(greedy.node)) return undefined;
	return { node: greedy.node, parameters: [...before, [greedy.name, segments.slice(at).join("/")]] };
}

function segmentsOf(path: string, { trailingSlash }: MatchingRules): string[] {
	const segments = path.split("/").slice(1);
	const slash = segments.length > 1 && segments.at(-1) === "";
	const filled = segments.filter((segment) => segment !== "");
	return slash && trailingSlash ? [...filled, ""] : filled;
}
