import type { Properties } from "../properties.ts";
import type { ResourceReader } from "../reading.ts";

const OWN_ADDRESS = "The API answers at its own address.";

/**
 * AWS::ApiGateway::DomainName: read and checked. Scenarios send to APIs by their logical id, whatever the domain.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
 */
export const readDomainName: ResourceReader = (resource, properties) => {
	const name = properties.needed("DomainName", "Add for example DomainName: api.example.com.");
	properties.ignore(
		"CertificateArn",
		"RegionalCertificateArn",
		"EndpointConfiguration",
		"OwnershipVerificationCertificateArn",
		"RoutingMode",
		"EndpointAccessMode",
	);
	readMutualTls(properties, properties.text("SecurityPolicy") ?? "TLS_1_2");
	properties.done();
	properties.skip(resource.line, `the domain ${name ?? resource.id}`, OWN_ADDRESS);
};

/** AWS::ApiGatewayV2::DomainName, whose certificate and security policy stand in its configurations. */
export const readHttpDomainName: ResourceReader = (resource, properties) => {
	const name = properties.needed("DomainName", "Add for example DomainName: api.example.com.");
	const configurations = properties.parts("DomainNameConfigurations");
	let policy = "TLS_1_2";
	for (const part of configurations) {
		part.ignore("CertificateArn", "CertificateName", "EndpointType", "OwnershipVerificationCertificateArn", "IpAddressType");
		policy = part.text("SecurityPolicy") ?? policy;
		part.done();
	}
	readMutualTls(properties, policy);
	properties.ignore("RoutingMode");
	properties.done();
	properties.skip(resource.line, `the domain ${name ?? resource.id}`, OWN_ADDRESS);
};

/** AWS::ApiGateway::BasePathMapping and AWS::ApiGatewayV2::ApiMapping. */
export const readDomainMapping: ResourceReader = (resource, properties) => {
	properties.ignore("DomainName", "RestApiId", "Stage", "BasePath", "ApiId", "ApiMappingKey");
	properties.done();
	properties.skip(resource.line, `${resource.id} (${resource.type})`, OWN_ADDRESS);
};

/** Domain of AWS::Serverless::Api and HttpApi. */
export function readSamDomain(properties: Properties): void {
	const part = properties.part("Domain");
	if (!part) return;
	const name = part.text("DomainName");
	if (!part.has("DomainName") || !part.has("CertificateArn"))
		part.problem("DomainName", "Custom Domains only works if both DomainName and CertificateArn are provided.", "Give both.");
	const at = properties.entry("Domain")?.line ?? properties.at.line;
	readMutualTls(part, part.text("SecurityPolicy") ?? "TLS_1_2");
	part.ignore("CertificateArn", "BasePath", "NormalizeBasePath", "EndpointConfiguration", "OwnershipVerificationCertificateArn", "Route53");
	part.done();
	properties.skip(at, `the domain ${name ?? ""} of ${properties.owner}`, OWN_ADDRESS);
}

function readMutualTls(properties: Properties, securityPolicy: string): void {
	const tls = properties.part("MutualTlsAuthentication");
	if (!tls) return;
	const store = tls.needed("TruststoreUri", "Give the address of the bundle of certificates: s3://bucket/truststore.pem.");
	tls.ignore("TruststoreVersion");
	tls.done();
	if (store !== undefined && !/^s3:\/\/[^/]+\/.+$/.test(store))
		tls.problem("TruststoreUri", `TruststoreUri is ${store}.`, "It is an address in S3: s3://bucket/truststore.pem.");
	if (securityPolicy === "TLS_1_0")
		properties.problem("SecurityPolicy", "Mutual TLS needs a security policy of TLS 1.2 or later.", "Use SecurityPolicy: TLS_1_2.");
	properties.skip(
		properties.at.line,
		`MutualTlsAuthentication of ${properties.owner}`,
		"No client certificate is asked for: every request of a scenario gets through, and none tells of a certificate.",
	);
}
