import { asyncBody, type Case } from "./case.ts";

/** What the runtime client puts into the global scope (L247, L248). */
export const globals: Case[] = [
	{
		name: "awslambda and its members",
		mjs: `const descriptor = Object.getOwnPropertyDescriptor(globalThis, "awslambda");\n${asyncBody(
			"return [Object.keys(awslambda).sort(), typeof awslambda.HttpResponseStream, awslambda.HttpResponseStream.name, awslambda.streamifyResponse.length, { ...descriptor, value: 0 }, Object.isFrozen(awslambda)];",
		)}`,
	},
	{
		name: "the invoke store, from 24 on",
		mjs: `const early = awslambda.InvokeStore?.getRequestId();\n${asyncBody(
			`const store = awslambda.InvokeStore;
			if (!store) return "none";
			store.set("mine", event);
			let refused;
			try { store.set(Symbol.for("_AWS_LAMBDA_REQUEST_ID"), 1); } catch (e) { refused = e.message; }
			return [early, store.getRequestId() === context.awsRequestId, store.getXRayTraceId() === context.xRayTraceId, store.getTenantId(), store.get("mine"), store.hasContext(), store.constructor.name, refused, Object.keys(store)];`,
		)}`,
		events: [1, 2],
	},
	{
		name: "the invoke store forgets between invocations",
		mjs: asyncBody("const was = awslambda.InvokeStore?.get('mine'); awslambda.InvokeStore?.set('mine', 1); return [was];"),
		events: [1, 2],
	},
	{
		name: "awslambda turned off",
		mjs: asyncBody("return typeof awslambda;"),
		variables: { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: "true" },
	},
	{ name: "awslambda replaced by the function", mjs: `globalThis.awslambda = { mine: 1 };\n${asyncBody("return awslambda;")}` },
	{
		name: "this of a handler",
		cjs: "exports.handler = async function () { return [typeof this, this === globalThis, this === exports]; };",
	},
	{
		name: "how many arguments a handler gets",
		cjs: "exports.handler = async function () { return [arguments.length, typeof arguments[2]]; };",
	},
	{
		name: "own key __proto__ of an event",
		mjs: asyncBody("return [Object.keys(event), Object.hasOwn(event, '__proto__'), event.a];"),
		events: [JSON.parse('{"b":1,"__proto__":{"a":2}}')],
	},
];
