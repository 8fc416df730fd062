import { getAttNode, listNode, mapNode, type NodePlace, plainText, scalarNode, subNode } from "../node-builders.ts";
import type { Properties } from "../properties.ts";
import type { TemplateEntry, TemplateNode } from "../template-node.ts";
import type { TemplateResource } from "../template-resource.ts";
import type { Expansion } from "./expansion.ts";
import { POLICY_TEMPLATES, type TemplateStatement } from "./policy-templates.ts";

/** Managed policies of AWS that SAM knows by name and that do not lie at the top; those of functions, of all that there are. */
const SERVICE_ROLES: ReadonlySet<string> = new Set([
	"AWSLambdaBasicExecutionRole",
	"AWSLambdaBasicDurableExecutionRolePolicy",
	"AWSLambdaDynamoDBExecutionRole",
	"AWSLambdaENIManagementAccess",
	"AWSLambdaKinesisExecutionRole",
	"AWSLambdaMSKExecutionRole",
	"AWSLambdaRole",
	"AWSLambdaSQSQueueExecutionRole",
	"AWSLambdaVPCAccessExecutionRole",
	"AWSCodeDeployRoleForLambda",
	"AmazonAPIGatewayPushToCloudWatchLogs",
]);

/** The role that SAM makes for a function, a state machine or a schedule that has none, written out as AWS::IAM::Role. */
export class SamRole {
	readonly id: string;
	#owner: TemplateResource;
	#service: string;
	#managed = new Map<string, TemplateNode>();
	#policies: TemplateNode[] = [];
	/** What policies say, so that none is there twice. */
	#said = new Set<string>();

	/** @param service Whose role it is, for example `lambda.amazonaws.com`. */
	constructor(id: string, owner: TemplateResource, service: string) {
		this.id = id;
		this.#owner = owner;
		this.#service = service;
	}

	/** A managed policy, by its name or its ARN. */
	attach(name: string, at: NodePlace = this.#owner): void {
		const path = SERVICE_ROLES.has(name) ? "service-role/" : "";
		const arn = name.startsWith("arn:") ? name : `arn:aws:iam::aws:policy/${path}${name}`;
		if (!this.#managed.has(arn)) this.#managed.set(arn, scalarNode(at, arn));
	}

	/** One statement that allows an action on a resource; said once only, however often it is asked for. */
	allow(policyName: string, at: NodePlace, ...allowed: [action: string, resource: TemplateNode][]): void {
		const said = JSON.stringify(allowed);
		if (this.#said.has(said)) return;
		this.#said.add(said);
		const statements = allowed.map(([action, resource]) =>
			mapNode(at, { Effect: scalarNode(at, "Allow"), Action: scalarNode(at, action), Resource: resource }),
		);
		this.#add(policyName, at, mapNode(at, { Version: scalarNode(at, "2012-10-17"), Statement: listNode(at, statements) }));
	}

	/**
	 * The property Policies in all its forms: names and ARNs of managed policies, documents, policy templates; a list of them, or one.
	 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
	 */
	policies(properties: Properties, expansion: Expansion): void {
		const entry = properties.entry("Policies");
		if (!entry) return;
		const items = entry.value.kind === "list" ? properties.items("Policies") : [entry.value];
		for (const [index, item] of items.entries()) this.#policy(item, index, expansion);
	}

	make(properties: Properties, expansion: Expansion): void {
		const at = this.#owner;
		const principal = mapNode(at, { Service: scalarNode(at, this.#service) });
		const trust = mapNode(at, { Effect: scalarNode(at, "Allow"), Action: scalarNode(at, "sts:AssumeRole"), Principal: principal });
		expansion.make(at, at, this.id, "AWS::IAM::Role", {
			AssumeRolePolicyDocument:
				properties.entry("AssumeRolePolicyDocument")?.value ??
				mapNode(at, { Version: scalarNode(at, "2012-10-17"), Statement: listNode(at, [trust]) }),
			ManagedPolicyArns: listNode(at, [...this.#managed.values()]),
			Policies: listNode(at, this.#policies),
			PermissionsBoundary: properties.entry("PermissionsBoundary")?.value,
			Path: properties.entry("RolePath")?.value,
		});
	}

	/** Node of its ARN. */
	arn(at: NodePlace): TemplateNode {
		return getAttNode(at, this.id, "Arn");
	}

	#policy(item: TemplateNode, index: number, expansion: Expansion): void {
		const name = plainText(item);
		if (name !== undefined) this.attach(name, item);
		else if (item.kind === "intrinsic") this.#managed.set(`policy ${index}`, item);
		else if (item.kind === "map" && item.entries.has("Statement")) this.#add(`${this.id}Policy${index}`, item, item);
		else {
			const [only, ...others] = item.kind === "map" ? item.entries : [];
			if (only && others.length === 0 && Object.hasOwn(POLICY_TEMPLATES, only[0])) this.#template(only, index, expansion);
			else {
				const said = only ? JSON.stringify(only[0]) : "It";
				const message = `Policy at index ${index} in the 'Policies' property is not valid`;
				expansion.notes.problem(item, message, `${said} is no policy template that SAM knows: correct its name, or write a Statement.`);
			}
		}
	}

	/** A policy template, with its parameters put in: all that it has must be given. */
	#template([name, entry]: [string, TemplateEntry], index: number, expansion: Expansion): void {
		const template = POLICY_TEMPLATES[name];
		if (!template) return;
		const given = entry.value.kind === "map" ? entry.value.entries : undefined;
		const problem = (message: string, cure: string) => expansion.notes.problem(entry, message, cure);
		if (!given) {
			problem(
				`Must specify valid parameter values for policy template '${name}'`,
				template.parameters.length === 0
					? `It has no parameters: write - ${name}: {}.`
					: `Give it ${template.parameters.join(" and ")}: for example - ${name}: { ${template.parameters.map((one) => `${one}: …`).join(", ")} }.`,
			);
			return;
		}
		const missing = template.parameters.filter((parameter) => !given.has(parameter));
		const unknown = [...given.keys()].filter((parameter) => !template.parameters.includes(parameter));
		if (missing.length > 0) {
			problem(
				`Following required parameters of template '${name}' don't have values: [${missing.map((one) => `'${one}'`).join(", ")}]`,
				unknown.length > 0 ? `${unknown.join(", ")} is no parameter of it: write ${missing.join(", ")}.` : `Give it ${missing.join(", ")}.`,
			);
			return;
		}
		for (const parameter of unknown)
			expansion.notes.skip(given.get(parameter)?.line ?? entry.line, `${parameter} of the policy template ${name}`, "SAM ignores it, too.");
		const values = Object.fromEntries(template.parameters.flatMap((key) => (given.has(key) ? [[key, given.get(key)?.value]] : [])));
		const statements = template.statements.map((statement) => statementNode(entry, statement, values as Record<string, TemplateNode>));
		this.#add(`${this.id}Policy${index}`, entry, mapNode(entry, { Statement: listNode(entry, statements) }));
	}

	#add(name: string, at: NodePlace, document: TemplateNode): void {
		this.#policies.push(mapNode(at, { PolicyName: scalarNode(at, name), PolicyDocument: document }));
	}
}

function statementNode(at: NodePlace, statement: TemplateStatement, values: Readonly<Record<string, TemplateNode>>): TemplateNode {
	const filled = (text: string) => (text.includes("${") ? subNode(at, text, values) : scalarNode(at, text));
	const all = (texts: string | string[]) => (typeof texts === "string" ? filled(texts) : listNode(at, texts.map(filled)));
	const condition = Object.entries(statement.Condition ?? {}).map(([operator, keys]): [string, TemplateNode] => [
		operator,
		mapNode(at, Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, filled(value)]))),
	]);
	return mapNode(at, {
		Effect: scalarNode(at, statement.Effect),
		Action: all(statement.Action),
		Resource: all(statement.Resource),
		Condition: condition.length > 0 ? mapNode(at, Object.fromEntries(condition)) : undefined,
	});
}
