import type { StackAuthorizer } from "#sandbox/stack/api.ts";
import { parseArn } from "#sandbox/stack/arn.ts";
import type { HttpSend } from "#sandbox/traffic/send.ts";
import type { CloudRun } from "../cloud.ts";
import { claimsFor } from "./token-check.ts";
import { TokenIssuer } from "./token-issuer.ts";

const PLACEHOLDER = "{jwt}";

/** Issuers of tokens, each made when it is needed for the first time. */
export class TokenIssuers {
	#run: CloudRun;
	#issuers = new Map<string, TokenIssuer>();

	constructor(run: CloudRun) {
		this.#run = run;
	}

	of(issuer: string): TokenIssuer {
		const known = this.#issuers.get(issuer) ?? new TokenIssuer(issuer, this.#run.scenario.seed);
		this.#issuers.set(issuer, known);
		return known;
	}

	/** Calendar time in whole seconds. */
	get nowSeconds(): number {
		return Math.floor((this.#run.epochMs + this.#run.simulation.now) / 1000);
	}

	/** Puts the token that a scenario describes by its claims where its headers say `{jwt}`. */
	fill(send: HttpSend, authorizer: StackAuthorizer | undefined): HttpSend {
		if (send.jwt === undefined) return send;
		const usual = usualOf(authorizer);
		const token = this.of(usual.issuer).sign(claimsFor(send.jwt, { ...usual, nowSeconds: this.nowSeconds }));
		const filled = (value: string) => value.replaceAll(PLACEHOLDER, token);
		const headers = Object.entries(send.headers).map(([name, value]) => [name, Array.isArray(value) ? value.map(filled) : filled(value)]);
		return { ...send, headers: Object.fromEntries(headers) };
	}
}

function usualOf(authorizer: StackAuthorizer | undefined): { issuer: string; audience: string | undefined; userPool: boolean } {
	if (authorizer?.kind === "jwt")
		return { issuer: authorizer.issuer, audience: authorizer.audience[0], userPool: isUserPool(authorizer.issuer) };
	if (authorizer?.kind === "cognito")
		return { issuer: issuerOfPool(authorizer.userPoolArns[0] ?? ""), audience: "1example23456789", userPool: true };
	return { issuer: "https://issuer.example", audience: undefined, userPool: false };
}

function isUserPool(issuer: string): boolean {
	return issuer.startsWith("https://cognito-idp.");
}

/** @param arn `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`. */
export function issuerOfPool(arn: string): string {
	const parts = parseArn(arn);
	return `https://cognito-idp.${parts?.region ?? ""}.amazonaws.com/${parts?.resource.replace("userpool/", "") ?? ""}`;
}
