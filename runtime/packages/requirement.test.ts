import { expect, test } from 'vitest';
import { parseRequirement } from './requirement.ts';

// the examples of PEP 508, and what packages really write
test.each([
  ['A', 'A'],
  ['A.B-C_D', 'A.B-C_D'],
  ['name>=3', 'name'],
  ['name>=3,<2', 'name'],
  ['name [fred,bar] >=1.0rc1', 'name'],
  ['name @ https://example.org/x-1-py3-none-any.whl', 'name'],
  ['name@https://example.org/x-1-py3-none-any.whl ; python_version >= "3"', 'name'],
  ["name [fred,bar] @ https://example.org/x-1-py3-none-any.whl ; python_version=='2.7'", 'name'],
  ["name[quux, strange];python_version<'2.7' and platform_version=='2'", 'name'],
  ["name; os_name=='a' or os_name=='b'", 'name'],
  ["name; os_name=='a' and (os_name=='b' or 'x' not in sys_platform)", 'name'],
  ['requests (>=2.4, !=2.5.*)', 'requests'],
  ['x==1!2.0.post1.dev3+local.1', 'x'],
  ['x===anything', 'x'],
  ['x~=1.2', 'x'],
  ['x []', 'x'],
])('%s', (text, name) => {
  expect(parseRequirement(`  ${text} `)).toEqual({ name, text });
});

test.each([
  ['', '"" does not begin with a package\'s name'],
  ['>=3', "does not begin with a package's name"],
  ['name[a', 'has no list of extras'],
  ['name[a,]', 'has no list of extras'],
  ['a b', 'has "b" where a version such as ">=1.2" must be'],
  ['name=1', 'has "=1" where a version'],
  ['name>=', 'has ">=" where a version'],
  ['name>=1,', 'has "" where a version'],
  ['name>=1.*', 'has no version after ">=", but "1.*"'],
  ['name==x', 'has no version after "==", but "x"'],
  ['name @ ./x.whl', 'has "./x.whl" where an http, https or file URL must be'],
  ['name @ https://example.org/x.tar.gz', 'is at no wheel'],
  ['name;', 'has no marker such as'],
  ['name; python_version', 'has no marker such as'],
  ['name; python_version >= "3" and', 'has no marker such as'],
  ['name; (python_version >= "3"', 'has no marker such as'],
  ['name; python_version >= "3")', 'has no marker such as'],
  ['name; python >= "3"', 'has an unknown marker "python"'],
])('%s is refused', (text, reason) => {
  expect(() => parseRequirement(text)).toThrow(SyntaxError);
  expect(() => parseRequirement(text)).toThrow(reason);
});
