import type { ResourceReader } from "../reading.ts";

const UNCHECKED = "Permissions are not checked.";

/** AWS::IAM::Role: read, and not enforced. What SAM makes is passed over. */
export const readRole: ResourceReader = (resource, properties, { notes }) => {
	properties.ignore(...properties.keys());
	if (!resource.made) notes.skip(resource.line, `${resource.id} (${resource.type})`, UNCHECKED);
};

/** Policies of roles, queues, topics, buses and buckets: read, and not enforced. */
export const readPolicy: ResourceReader = readRole;
