import { arnOf } from "#sandbox/stack/arn.ts";
import type { KeyAttribute, StackIndex, StackTable } from "#sandbox/stack/dynamodb.ts";
import type { Properties } from "../properties.ts";
import { placed, type Reading, type ResourceReader } from "../reading.ts";
import type { TemplateResource } from "../template-resource.ts";

type AttributeTypes = ReadonlyMap<string, KeyAttribute["type"]>;
const VIEWS = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"] as const;

/** AWS::DynamoDB::Table (Part O). */
export const readTable: ResourceReader = (resource, properties, reading) => {
	const { id } = resource;
	const name = reading.references.physicalName(id);
	properties.ignore("TableName", "SSESpecification", "TableClass", "DeletionProtectionEnabled", "PointInTimeRecoverySpecification");
	properties.ignore("ContributorInsightsSpecification");
	const types = readAttributeTypes(id, properties);
	const used = new Set<string>();
	const keys = readKeys(id, properties, types, used);
	const indexes = (key: string) => properties.parts(key, `${key} of ${id}`).flatMap((part) => readIndex(part, types, used) ?? []);
	const globalIndexes = indexes("GlobalSecondaryIndexes");
	const localIndexes = indexes("LocalSecondaryIndexes");
	if (keys && [...types.keys()].some((attribute) => !used.has(attribute)))
		properties.problem(
			"AttributeDefinitions",
			"One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
			`Of ${id}, define the attributes of keys only: ${[...types.keys()].filter((attribute) => !used.has(attribute)).join(", ")} is in none.`,
		);
	const billing = readBilling(properties);
	const ttl = properties.part("TimeToLiveSpecification");
	const timeToLiveAttribute = ttl?.flag("Enabled", false) ? ttl.text("AttributeName") : undefined;
	ttl?.ignore("AttributeName");
	ttl?.done();
	const stream = readTableStream(resource, properties, reading);
	properties.notSimulated({
		KinesisStreamSpecification: "Changes do not go to a Kinesis stream.",
		ImportSourceSpecification: "The table begins empty.",
		ResourcePolicy: "Permissions are not checked.",
		OnDemandThroughput: "On-demand capacity has the limits of AWS alone.",
		WarmThroughput: "The table is not warmed.",
		Replicas: "The table is in one Region.",
	});
	properties.done();
	if (!keys) return;
	reading.stack.tables.push({
		...placed(resource),
		name,
		arn: arnOf("dynamodb", reading.region, `table/${name}`),
		...keys,
		globalIndexes,
		localIndexes,
		billing,
		timeToLiveAttribute,
		stream,
	});
};

function readTableStream({ id, type }: TemplateResource, properties: Properties, reading: Reading): StackTable["stream"] {
	const specification = properties.part("StreamSpecification");
	if (!specification) return undefined;
	const view = specification.oneOf("StreamViewType", VIEWS, "NEW_AND_OLD_IMAGES");
	// A global table has NEW_AND_OLD_IMAGES when it does not say it.
	if (!specification.has("StreamViewType") && type !== "AWS::DynamoDB::GlobalTable")
		specification.problem("StreamViewType", `StreamSpecification of ${id} has no StreamViewType.`, `Use ${VIEWS.join(", ")}.`);
	specification.ignore("ResourcePolicy");
	specification.done();
	return { arn: String(reading.references.attribute(id, "StreamArn")), view };
}

function readAttributeTypes(id: string, properties: Properties): AttributeTypes {
	const types = new Map<string, KeyAttribute["type"]>();
	for (const part of properties.parts("AttributeDefinitions", `AttributeDefinitions of ${id}`)) {
		const name = part.needed("AttributeName", "Name the attribute.");
		const type = part.oneOf("AttributeType", ["S", "N", "B"], "S");
		if (name !== undefined) types.set(name, type);
	}
	return types;
}

function readKeys(
	id: string,
	properties: Properties,
	types: AttributeTypes,
	used: Set<string>,
): { partitionKey: KeyAttribute; sortKey: KeyAttribute | undefined } | undefined {
	let partitionKey: KeyAttribute | undefined;
	let sortKey: KeyAttribute | undefined;
	for (const part of properties.parts("KeySchema", `KeySchema of ${id}`)) {
		const name = part.text("AttributeName");
		const role = part.oneOf("KeyType", ["HASH", "RANGE"], "HASH");
		if (name === undefined) continue;
		used.add(name);
		const type = types.get(name);
		if (type === undefined)
			part.problem(
				"AttributeName",
				`One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(", ")}]`,
				`Add ${name} to AttributeDefinitions.`,
			);
		if (role === "HASH") partitionKey = { name, type: type ?? "S" };
		else sortKey = { name, type: type ?? "S" };
	}
	if (partitionKey) return { partitionKey, sortKey };
	properties.problem("KeySchema", `${id} has no partition key.`, "Add a KeySchema with a KeyType HASH.");
	return undefined;
}

function readIndex(part: Properties, types: AttributeTypes, used: Set<string>): StackIndex | undefined {
	const name = part.needed("IndexName", "Name the index.");
	const keys = readKeys(name ?? part.owner, part, types, used);
	const projection = part.part("Projection");
	if (!projection) part.problem("Projection", `${name ?? part.owner} has no Projection.`, "Add Projection: { ProjectionType: ALL }.");
	const kind = projection?.oneOf("ProjectionType", ["ALL", "KEYS_ONLY", "INCLUDE"], "ALL") ?? "ALL";
	const attributes = projection?.texts("NonKeyAttributes") ?? [];
	part.ignore("ProvisionedThroughput", "ContributorInsightsSpecification", "OnDemandThroughput", "WarmThroughput");
	part.ignore("WriteProvisionedThroughputSettings", "ReadProvisionedThroughputSettings");
	part.done();
	if (name === undefined || !keys) return undefined;
	return { name, ...keys, projection: kind === "INCLUDE" ? { kind, attributes } : { kind } };
}

function readBilling(properties: Properties): StackTable["billing"] {
	const mode = properties.oneOf("BillingMode", ["PAY_PER_REQUEST", "PROVISIONED"], "PROVISIONED");
	const throughput = properties.part("ProvisionedThroughput");
	const units = (key: string) => throughput?.whole(key, { min: 1, max: 1_000_000, fallback: 5, unit: "units" }) ?? 5;
	const billing = { mode: "PROVISIONED", readUnits: units("ReadCapacityUnits"), writeUnits: units("WriteCapacityUnits") } as const;
	throughput?.done();
	if (mode === "PAY_PER_REQUEST") {
		if (throughput)
			properties.problem(
				"ProvisionedThroughput",
				"One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
				"Leave ProvisionedThroughput out.",
			);
		return { mode };
	}
	if (!throughput)
		properties.problem(
			"ProvisionedThroughput",
			"One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
			"Add BillingMode: PAY_PER_REQUEST, or ProvisionedThroughput.",
		);
	return billing;
}
