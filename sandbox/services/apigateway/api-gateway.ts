import type { Cloud } from "../cloud.ts";
import type { FunctionCaller } from "../http/function-caller.ts";
import type { HttpFronts } from "../http/http-fronts.ts";
import { HttpApi } from "./http-api.ts";
import { RestApi } from "./rest-api.ts";
import { ACCOUNT_THROTTLE } from "./throttles.ts";
import { TokenBucket } from "./token-bucket.ts";
import { TokenIssuers } from "./token-issuers.ts";

/** The APIs of a stack. */
export class ApiGateway {
	constructor(cloud: Cloud, fronts: HttpFronts, caller: FunctionCaller) {
		const shared = { issuers: new TokenIssuers(cloud.run), account: new TokenBucket(ACCOUNT_THROTTLE) };
		for (const api of cloud.stack.apis) {
			if (api.kind === "rest") fronts.add(new RestApi(cloud, api, caller, shared));
			if (api.kind === "http") fronts.add(new HttpApi(cloud, api, caller, shared));
		}
	}
}
