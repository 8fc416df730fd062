import { describe } from "vitest";
import { alike } from "./beside-node.ts";

describe("URL and URLSearchParams beside Node.js", () => {
	alike({
		"parts of addresses":
			"return ['http://user:pa%20ss@Host.com:8080/p/../a?q=1#h', 'https://münchen.de:443/ä?ö#ü', 'file:///a/b', 'data:text/plain,hi', 'http://[::1]:80/', 'http://1.2.3/', 'blob:http://a/b', 'a:b', 'http://x?a=b c'].map((t) => { const u = new URL(t); return [u.href, u.origin, u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash]; });",
		"addresses that cannot be":
			"return [() => new URL('x'), () => new URL(), () => new URL('/a', 'b'), () => new URL(undefined), () => new URL('http://a b/')].map((f) => { const e = (() => { try { f(); } catch (x) { return x; } })(); return [e.name, e.code, e.message, e.input ?? null, e.base ?? null]; });",
		"canParse, parse and a base":
			"return [URL.canParse('/a', 'http://x'), URL.canParse('/a'), URL.parse('nope'), URL.parse('../b', 'http://x/a/c').href, new URL('?q', 'http://x/a#h').href, new URL('//y/z', 'https://x').href, new URL(new URL('http://a'), 'b:c').href];",
		"parts that are set":
			"const u = new URL('http://x/a?b#c'); u.protocol = 'https'; u.host = 'y:81'; u.pathname = 'p q'; u.search = '?d=ä'; u.hash = ''; u.username = 'me:'; u.password = '@'; u.port = '443'; const out = [u.href]; u.port = 'x'; u.hostname = ''; out.push(u.href, attempt(() => { u.href = 'nope'; }).code); u.search = ''; out.push(u.href, [...u.searchParams]); return out;",
		"searchParams and the URL follow each other":
			"const u = new URL('http://x/?a=1&b=2'); const p = u.searchParams; p.append('c', 'ä &'); p.delete('a'); const out = [u.href, u.searchParams === p]; u.search = '?z=9'; out.push([...p]); p.delete('z'); out.push(u.href); p.set('k', ''); return [...out, u.href, u.toString() === u.toJSON()];",
		"what search parameters are made of":
			"return ['?a=1&a=2&b', 'a=b=c&&=x&%zz=%E4', 'a+b=c%2Bd', { x: 1, y: [2, 3] }, [['p', 'q'], ['p', 'r']], new Map([['m', 'n']]), new URLSearchParams('k=v'), undefined, 5, ''].map((init) => String(new URLSearchParams(init)));",
		"what search parameters refuse":
			"return [() => new URLSearchParams([['a']]), () => new URLSearchParams([1]), () => new URLSearchParams([['a', 'b', 'c']]), () => new URLSearchParams().append('a'), () => new URLSearchParams().get(), () => new URLSearchParams().forEach(1), () => new URLSearchParams(Symbol('x'))].map((f) => { const { name, code } = attempt(f); return [name, code ?? null]; });",
		"methods of search parameters":
			"const p = new URLSearchParams('b=2&a=1&b=3&c=4'); const out = [p.get('b'), p.getAll('b'), p.get('x'), p.has('b', '3'), p.has('b', '9'), p.size, [...p.keys()], [...p.values()]]; p.delete('b', '3'); out.push(String(p)); p.sort(); out.push(String(p)); p.set('a', 'new'); p.set('z', '1'); out.push(String(p)); const seen = []; p.forEach(function (v, n, all) { seen.push([n, v, all === p, this.me]); }, { me: 1 }); return [...out, seen, Object.prototype.toString.call(p), JSON.stringify(p)];",
		"parameters that change while they are read":
			"const p = new URLSearchParams('a=1&b=2&c=3'); const seen = []; for (const [n] of p) { seen.push(n); if (n === 'a') p.delete('a'); if (n === 'c') p.append('d', '4'); if (seen.length > 9) break; } return seen;",
		"sorting keeps equal names in order, by code unit":
			"const p = new URLSearchParams('z=b&\ufb03=c&\\u{1f308}=d&z=a&a='); p.sort(); return [...p];",
		"characters that are escaped": 'return String(new URLSearchParams({ k: "a b*-._~!\'()&=+%,/?:@;\u00e4\\ud800" }));',
		"what console.log shows":
			"const { inspect } = require('util'); return [inspect(new URL('http://u:p@x:1/a?b=c#d')), inspect(new URLSearchParams('a=1&b')), inspect(new URLSearchParams()), Object.keys(new URL('http://x')), Object.prototype.toString.call(new URL('http://x'))];",
		"an iterator of parameters":
			"const it = new URLSearchParams('a=1').entries(); return [it.next(), it.next(), Object.prototype.toString.call(it), typeof it[Symbol.iterator], it[Symbol.iterator]() === it];",
	});
});
