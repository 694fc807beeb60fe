/** Shell patterns for paths inside a folder. */

/**
 * Whether `path` matches `pattern`: `*` and `?` stay within one path part, `**` crosses parts, `[abc]` and `{a,b}` choose. A pattern
 * without `/` matches the file's name in any folder.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  const subject = pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  return globExpression(pattern.replace(/^\.?\//, '')).test(subject);
}

function globExpression(pattern: string): RegExp {
  let source = '';
  let braces = 0;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]!;
    const set = character === '[' ? /^\[[!^]?\]?[^\]]*\]/.exec(pattern.slice(index))?.[0] : undefined;
    if (set !== undefined) {
      source += set.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
      index += set.length - 1;
    } else if (character === '*' && pattern[index + 1] === '*') {
      const folder = pattern[index + 2] === '/';
      source += folder ? '(?:.*/)?' : '.*';
      index += folder ? 2 : 1;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (character === '{') {
      source += '(?:';
      braces++;
    } else if (character === '}' && braces > 0) {
      source += ')';
      braces--;
    } else if (character === ',' && braces > 0) source += '|';
    else source += character.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  }
  return new RegExp(`^${source}${')'.repeat(braces)}$`, 'u');
}
