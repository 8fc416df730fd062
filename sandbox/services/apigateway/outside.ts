import type { SimulatedNetwork } from "#sandbox/lambda/host/simulated-network.ts";
import type { AwsEndpoints } from "../wire/aws-endpoints.ts";

/** What integrations reach besides functions. */
export type Outside = {
	readonly network: SimulatedNetwork;
	/** Given late: the endpoints have APIs among their services. */
	readonly endpoints: () => AwsEndpoints;
};
