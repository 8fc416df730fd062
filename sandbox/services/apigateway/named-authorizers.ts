import type { StackApi, StackAuthorizer } from "#sandbox/stack/api.ts";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import { LambdaAuthorizer } from "./lambda-authorizer.ts";

/** The authorizers of an API of any kind, by the name that its routes have for them. */
export class NamedAuthorizers {
	/** `arn:aws:execute-api:REGION:ACCOUNT:APIID` */
	readonly apiArn: string;
	#byName: Map<string, StackAuthorizer>;
	#lambdas = new Map<string, LambdaAuthorizer>();

	constructor(cloud: Cloud, api: StackApi, caller: FunctionCaller) {
		this.apiArn = `arn:aws:execute-api:${cloud.run.scenario.region}:${ACCOUNT}:${api.apiId}`;
		this.#byName = new Map(api.authorizers.map((authorizer) => [authorizer.name, authorizer]));
		for (const authorizer of api.authorizers) {
			if (authorizer.kind !== "lambda") continue;
			const arn = `${this.apiArn}/authorizers/${authorizer.id}`;
			this.#lambdas.set(authorizer.name, new LambdaAuthorizer(authorizer, caller, cloud.run, arn));
		}
	}

	get(name: string | undefined): StackAuthorizer | undefined {
		return name === undefined ? undefined : this.#byName.get(name);
	}

	/** @returns undefined for one that is no function. */
	lambda(name: string | undefined): LambdaAuthorizer | undefined {
		return name === undefined ? undefined : this.#lambdas.get(name);
	}
}
