import type { Properties } from "../properties.ts";
import type { Reading, ResourceReader } from "../reading.ts";
import { folderIn } from "./function-code.ts";

const LAYER_TYPES = new Set(["AWS::Lambda::LayerVersion", "AWS::Serverless::LayerVersion"]);
/** L238 */
const MOST_LAYERS = 5;

/** Layers that AWS publishes, by account and name, and what becomes of them. */
const PUBLIC: readonly { arn: RegExp; consequence: string | undefined }[] = [
	// Their packages are on the list of those that can be imported.
	{ arn: /:094274105915:layer:AWSLambdaPowertoolsTypeScript(V2)?:/, consequence: undefined },
	{ arn: /:580247275435:layer:LambdaInsightsExtension/, consequence: "Extensions are not run: there are no metrics of Lambda Insights." },
	{
		arn: /:layer:AWS-Parameters-and-Secrets-Lambda-Extension/,
		consequence: "Extensions are not run: nothing listens on localhost:2773. Ask for parameters and secrets by the SDK.",
	},
];

/** AWS::Lambda::LayerVersion and AWS::Serverless::LayerVersion: read with the functions that name them. */
export const readLayer: ResourceReader = (resource, properties) => {
	const key = contentKey(resource.type);
	if (!properties.has(key))
		properties.problem(key, `${resource.id} has no ${key}.`, `Give a folder relative to the template, for example ${key}: layers/common/.`);
	properties.ignore(
		"LayerName",
		"CompatibleRuntimes",
		"CompatibleArchitectures",
		"LicenseInfo",
		"RetentionPolicy",
		"PublishLambdaVersion",
		"Content",
		"ContentUri",
	);
	properties.done();
};

/**
 * Layers of a function, those with files in the project (L238). Others are named: what is in them is not there.
 * @returns Their folders, each "" or ending in "/".
 */
export function readLayers(id: string, properties: Properties, reading: Reading): string[] {
	const arns = properties.texts("Layers");
	if (arns.length > MOST_LAYERS)
		properties.problem("Layers", "Layers: Cannot reference more than 5 layers.", `${id} has ${arns.length}: put some together.`);
	const seen = new Map<string, string>();
	const folders: string[] = [];
	const line = properties.entry("Layers")?.line ?? properties.at.line;
	for (const arn of arns) {
		const [, layer] = /^(arn:[^:]+:lambda:[a-z0-9-]+:\d{12}:layer:[A-Za-z0-9_-]+):\d+$/.exec(arn) ?? [];
		if (layer === undefined) {
			properties.problem(
				"Layers",
				`Value '${arn}' at 'layers' failed to satisfy constraint: Member must satisfy regular expression pattern of the ARN of a layer version`,
				`Give ${id} the ARN of a version of a layer: !Ref of a layer of the template, or arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION.`,
			);
			continue;
		}
		const earlier = seen.get(layer);
		if (earlier !== undefined) {
			const message = `Two different versions of the same layer are not allowed to be referenced in the same function. ${earlier} and ${arn}`;
			properties.problem("Layers", message, "Keep one of them.");
		}
		seen.set(layer, arn);
		const folder = folderOfLayer(arn, line, properties, reading);
		if (folder !== undefined) folders.push(folder);
	}
	return folders;
}

function folderOfLayer(arn: string, line: number, properties: Properties, { resources, references, notes }: Reading): string | undefined {
	const resource = [...resources.values()].find(({ id, type }) => LAYER_TYPES.has(type) && references.ref(id) === arn);
	if (!resource) {
		const known = PUBLIC.find((one) => one.arn.test(arn));
		const consequence = known
			? known.consequence
			: "It is not in this template: nothing of it is under /opt, and nothing can be imported from it.";
		if (consequence !== undefined) notes.skip(line, `the layer ${arn}`, consequence);
		return undefined;
	}
	const own = properties.sibling(resource.id, resource, resource.properties);
	const key = contentKey(resource.type);
	const content = own.entry(key)?.value;
	const isFolder = content?.kind !== "map" && !/^s3:/i.test(own.text(key) ?? "");
	if (!content || !isFolder) {
		if (content) notes.skip(resource.line, `the content of ${resource.id}, which is in S3`, "Nothing of it is under /opt.");
		return undefined;
	}
	return folderIn(resource.id, own, key);
}

function contentKey(type: string): string {
	return type === "AWS::Serverless::LayerVersion" ? "ContentUri" : "Content";
}
