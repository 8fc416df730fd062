import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import type { HttpFronts } from "../http/http-fronts.ts";
import { HttpApi } from "./http-api.ts";
import { RestApi } from "./rest-api.ts";

/** The APIs of a stack. */
export class ApiGateway {
	constructor(cloud: Cloud, fronts: HttpFronts, caller: FunctionCaller) {
		for (const api of cloud.stack.apis) {
			if (api.kind === "rest") fronts.add(new RestApi(cloud, api, caller));
			if (api.kind === "http") fronts.add(new HttpApi(cloud, api, caller));
		}
	}
}
