import type { JWTPayload } from "jose";
import type { Json } from "#sandbox/json-value.ts";
import type { TokenIssuer } from "./token-issuer.ts";

/** What is wrong with a token. */
export type TokenProblem = "missing" | "invalid" | "expired" | "audience" | "scope";

export type TokenCheck = { ok: true; claims: JWTPayload; scopes: string[] | null } | { ok: false; problem: TokenProblem; why: string };

export type TokenRules = {
	issuer: TokenIssuer;
	/** Any of them has to be the audience or the client; empty: not checked. */
	audience: readonly string[];
	/** Any of them has to be granted; empty: not checked. */
	scopes: readonly string[];
};

/**
 * Checks a bearer token as JWT authorizers do: signature, issuer, audience, times, scopes (L296).
 * @param value Of the identity source; `Bearer ` in front is left out.
 * @param nowSeconds Calendar time.
 */
export function checkToken(value: string | undefined, { issuer, audience, scopes }: TokenRules, nowSeconds: number): TokenCheck {
	const token = value?.replace(/^Bearer\s+/i, "").trim();
	const fail = (problem: TokenProblem, why: string): TokenCheck => ({ ok: false, problem, why });
	if (!token) return fail("missing", "there is no token");
	const claims = issuer.verify(token);
	if (!claims) return fail("invalid", "the token is malformed, or another issuer has signed it");
	if (claims.iss !== issuer.issuer) return fail("invalid", `the issuer is ${claims.iss}, not ${issuer.issuer}`);
	if (claims.exp !== undefined && claims.exp <= nowSeconds) return fail("expired", "the token has expired");
	if (claims.nbf !== undefined && claims.nbf > nowSeconds) return fail("invalid", "the token is not valid yet");
	if (claims.iat !== undefined && claims.iat > nowSeconds) return fail("invalid", "the token was issued in the future");
	const audiences = claims.aud === undefined ? [claims.client_id] : [claims.aud].flat();
	if (audience.length > 0 && !audiences.some((one) => audience.includes(`${one}`)))
		return fail("audience", "the token has an invalid audience");
	const granted = typeof claims.scope === "string" ? claims.scope.split(" ") : Array.isArray(claims.scp) ? claims.scp.map(String) : null;
	if (scopes.length > 0 && !scopes.some((scope) => granted?.includes(scope)))
		return fail("scope", "the token has none of the route's scopes");
	return { ok: true, claims, scopes: granted };
}

/** Claims as handlers see them: every value as text, lists as `[a b]` (L296). */
export function claimTexts(claims: JWTPayload): Record<string, string> {
	return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value as Json)]));
}

function claimText(value: Json): string {
	if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
	return typeof value === "string" ? value : JSON.stringify(value);
}

/** Claims of a token of a scenario, with those that the authorizer asks for in front. */
export function claimsFor(
	given: Record<string, Json>,
	usual: { issuer: string; audience: string | undefined; nowSeconds: number; userPool: boolean },
): Record<string, Json> {
	const { issuer, audience, nowSeconds, userPool } = usual;
	const isAccess = given.token_use === "access" || (given.token_use === undefined && given.scope !== undefined);
	const client = audience === undefined ? {} : userPool && isAccess ? { client_id: audience } : { aud: audience };
	const pool = userPool ? { token_use: isAccess ? "access" : "id", auth_time: nowSeconds } : {};
	const claims = { iss: issuer, ...client, ...pool, iat: nowSeconds, exp: nowSeconds + 3600, ...given };
	return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}
