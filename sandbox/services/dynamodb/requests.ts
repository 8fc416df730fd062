import { z } from "zod";
import { type Answer, done, failed } from "../wire/operation.ts";
import { type Expressions, type ExpressionTexts, parseExpressions } from "./expressions/parse.ts";
import { attributeValueSchema, itemSchema } from "./read-attribute-value.ts";

/** Members that many requests have. */
export const tableName = { TableName: z.string().min(1) };
export const expressionNames = {
	ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
};
export const expressionValues = {
	...expressionNames,
	ExpressionAttributeValues: z.record(z.string(), attributeValueSchema).optional(),
};
export const returned = { ReturnConsumedCapacity: z.enum(["INDEXES", "TOTAL", "NONE"]).optional() };
const onFailure = { ReturnValuesOnConditionCheckFailure: z.enum(["ALL_OLD", "NONE"]).optional() };
const condition = { ConditionExpression: z.string().optional(), ...expressionValues, ...onFailure };

export const putMembers = { ...tableName, Item: itemSchema, ...condition };
export const deleteMembers = { ...tableName, Key: itemSchema, ...condition };
export const updateMembers = { ...tableName, Key: itemSchema, UpdateExpression: z.string().optional(), ...condition };
export const checkMembers = { ...tableName, Key: itemSchema, ...condition };
export const getMembers = { ...tableName, Key: itemSchema, ProjectionExpression: z.string().optional(), ...expressionNames };

const pageMembers = {
	...tableName,
	IndexName: z.string().optional(),
	Limit: z.number().int().min(1).optional(),
	ExclusiveStartKey: itemSchema.optional(),
	ConsistentRead: z.boolean().default(false),
	Select: z.enum(["ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT"]).optional(),
	FilterExpression: z.string().optional(),
	ProjectionExpression: z.string().optional(),
	...expressionValues,
	...returned,
};
export const queryInput = z.object({
	...pageMembers,
	KeyConditionExpression: z.string().optional(),
	ScanIndexForward: z.boolean().default(true),
});
export const scanInput = z.object({
	...pageMembers,
	Segment: z.number().int().min(0).optional(),
	TotalSegments: z.number().int().min(1).max(1_000_000).optional(),
});
export type QueryInput = z.output<typeof queryInput>;
export type ScanInput = z.output<typeof scanInput>;

/** Parameters from before expressions, which new code should not use; saying so is better than ignoring them. */
const legacy = ["Expected", "AttributeUpdates", "ConditionalOperator", "AttributesToGet", "KeyConditions", "QueryFilter", "ScanFilter"];

/** Makes a schema out of members, which says that the parameters of before expressions are not simulated. */
export function request<S extends z.ZodRawShape>(members: S) {
	return z.looseObject(members).superRefine((input, context) => {
		const used = legacy.find((name) => Object.hasOwn(input, name));
		if (used !== undefined)
			context.addIssue({ code: "custom", path: [used], message: `${used} is a legacy parameter that is not simulated; use an expression` });
	});
}

/** The expressions of a request, or its ValidationException. */
export function readExpressions(texts: ExpressionTexts): Answer<Expressions> {
	const parsed = parseExpressions(texts);
	return typeof parsed === "string" ? invalid(parsed) : done(parsed);
}

export function invalid(message: string) {
	return failed("ValidationException", message);
}
