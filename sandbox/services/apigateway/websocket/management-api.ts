import { z } from "zod";
import { ACCOUNT } from "#sandbox/stack/arn.ts";
import type { Cloud } from "../../cloud.ts";
import { readEndpointName } from "../../wire/endpoint-name.ts";
import { done, failed, operation } from "../../wire/operation.ts";
import { type RestParts, restJsonProtocol } from "../../wire/rest.ts";
import type { ServiceApi } from "../../wire/service-api.ts";

const read = ({ labels, request }: RestParts) =>
	done({ ...labels, ApiId: readEndpointName(request.host)?.prefix, Data: request.body.toString("utf8") });
const connection = z.object({ ApiId: z.string(), Stage: z.string(), ConnectionId: z.string(), Data: z.string() });

/**
 * What functions of a WebSocket API send to its connections by.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function managementApi(cloud: Cloud): ServiceApi {
	const { region } = cloud.run.scenario;
	const arnOf = ({ ApiId, Stage }: z.output<typeof connection>) =>
		`arn:aws:execute-api:${region}:${ACCOUNT}:${ApiId}/${Stage}/POST/@connections`;
	return {
		title: "Amazon API Gateway Management API",
		hosts: ["execute-api"],
		protocol: restJsonProtocol([
			{
				operation: "PostToConnection",
				method: "POST",
				path: "/{Stage}/@connections/{ConnectionId}",
				read,
				write: () => ({ status: 200, body: Buffer.alloc(0) }),
			},
		]),
		operations: {
			PostToConnection: operation({
				input: connection,
				needs: (input) => [{ action: "execute-api:ManageConnections", resource: `${arnOf(input)}/${input.ConnectionId}` }],
				run: (input, { caller }) => {
					const from = { principal: caller.principalArn, sourceArn: caller.principalArn };
					const sent = cloud.deliver(arnOf(input), { body: input.Data, key: input.ConnectionId, from });
					return sent.ok ? done({}) : failed("GoneException", "410", { status: 410 });
				},
			}),
		},
	};
}
