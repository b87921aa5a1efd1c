/* Which assets a text finds, the best first, as geo.select.text_search finds and ranks them.

   `wmSearch(data)` makes a search of what `browser_data` sends: {ranked(query), said(query)}. */
(function () {
  "use strict";
  const OUTWARD = /^[a-z]{1,2}\d[a-z\d]?$/, INWARD = /^\d[a-z]{0,2}$/, UNIT = /^[a-z]{1,2}\d[a-z\d]?(\d([a-z]{1,2})?)?$/, DIGIT = /\p{N}/u;
  const WORD = /[\p{L}\p{N}](?:\+\+|#)(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:&[\p{L}\p{N}]+)*/gu;

  // Two letters alone around a sign or a word are one word: R & D, R and D.
  const LONE = /(?<![\p{L}\p{N}&])([\p{L}\p{N}]) +(?:&|and) +([\p{L}\p{N}])(?![\p{L}\p{N}&])/giu;

  const tokensOf = (text) => text.replace(LONE, "$1&$2").replace(/['\u2019]/g, "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("\u00df", "ss").match(WORD) || [];
  const lengthOf = (word) => [...word].length;
  const by = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  function stem(word) {
    if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
    if (word.length > 2 && word.endsWith("s") && !/(ss|us|is)$/.test(word)) return word.slice(0, -1);
    return word;
  }
  const stemmed = (text) => text.split(" ").map(stem).join(" ");

  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    const rows = [...Array(a.length + 1)].map((_, at) => [at]);
    for (let j = 1; j <= b.length; j += 1) rows[0][j] = j;
    for (let i = 1; i <= a.length; i += 1) for (let j = 1; j <= b.length; j += 1) {
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
    return rows[a.length][b.length];
  }

  window.wmSearch = function (data) {
    const size = data.texts.length, stop = new Set(data.stop), synonyms = new Map(Object.entries(data.synonyms));
    const stems = data.texts.map((fields) => fields.map(stemmed));
    const postings = new Map(), byStem = new Map(), found = new Map();
    data.texts.forEach((fields, place) => fields.forEach((text, field) => {
      for (const word of text.split(" ")) {
        if (word === "|") continue;
        if (!postings.has(word)) postings.set(word, new Map());
        const worth = postings.get(word);
        if (!worth.has(place)) worth.set(place, data.worth[field]); // the worthiest field comes first
      }
    }));
    const words = [...postings.keys()];
    for (const word of words) byStem.set(stem(word), [...(byStem.get(stem(word)) || []), word]);

    /* ---- what one word finds: the worth per place ---- */

    const none = () => new Int32Array(size), some = (worth) => worth.some((one) => one > 0);
    const kept = (key, make) => { if (!found.has(key)) found.set(key, make()); return found.get(key); };

    function any(list) {
      const worth = none();
      for (const word of list) for (const [place, one] of postings.get(word)) worth[place] = Math.max(worth[place], one);
      return worth;
    }
    const whole = (token) => kept(`w ${token}`, () => any(byStem.get(stem(token)) || []).map((one) => (one ? one + data.whole : 0)));
    const word = (token) => kept(`b ${token}`, () => {
      const all = whole(token);
      if (DIGIT.test(token) || (lengthOf(token) < 3 && some(all))) return all;
      const begun = any(words.filter((one) => one.startsWith(token)));
      return all.map((one, place) => Math.max(one, begun[place]));
    });
    const phrase = (text) => kept(`p ${text}`, () => {
      const parts = stemmed(text).split(" "), held = parts.map((part) => any(byStem.get(part) || [])), inside = ` ${parts.join(" ")} `;
      return none().map((_, place) => {
        if (!held.every((one) => one[place])) return 0;
        return Math.max(0, ...stems[place].map((field, at) => (field.includes(inside) ? data.whole + data.worth[at] : 0)));
      });
    });
    function halves(token) {
      if (postings.has(token)) return [];
      const letters = [...token], cuts = [];
      for (let at = 2; at < letters.length - 1; at += 1) cuts.push([letters.slice(0, at).join(""), letters.slice(at).join("")]);
      return cuts.filter(([a, b]) => byStem.has(stem(a)) && byStem.has(stem(b))).map((pair) => pair.join(" "));
    }
    function postcode(first, second) {
      const give = (test) => none().map((_, place) => (test(...data.postcodes[place]) ? data.postcode : 0));
      if (second) return give((outward, inward) => outward === first && inward.startsWith(second));
      const district = give((outward) => outward && outward === first);
      return some(district) ? district : give((outward, inward) => outward.length > 0 && outward.length < first.length && (outward + inward).startsWith(first));
    }
    const near = (token) => kept(`n ${token}`, () => {
      const letters = [...token], [least, two] = data.forgiven;
      if (letters.length < least || DIGIT.test(token)) return [];
      const slips = letters.length < two ? 1 : 2, hits = words.map((one) => [one, distance(letters, [...one], slips)]).filter(([, far]) => far <= slips);
      const nearest = Math.min(...hits.map(([, far]) => far));
      return hits.filter(([, far]) => far === nearest).map(([one]) => one).sort(by);
    });

    /* ---- one side of an "or" ---- */

    const plain = (side) => side.filter((one) => !stop.has(one));

    function termsIn(tokens) {
      const terms = [];
      for (let begin = 0; begin < tokens.length; begin += 1) for (let length = 1; length <= Math.min(data.longest_term, tokens.length - begin); length += 1) {
        const term = stemmed(tokens.slice(begin, begin + length).join(" "));
        if (synonyms.has(term)) terms.push([begin, length, term]);
      }
      return terms;
    }
    function known(tokens, at) {
      const token = tokens[at];
      if (some(word(token)) || some(postcode(token)) || halves(token).some((half) => some(phrase(half)))) return true;
      for (const first of [at - 1, at]) {
        const [a, b] = [tokens[first], tokens[first + 1]];
        if (a && b && (some(whole(a + b)) || (OUTWARD.test(a) && INWARD.test(b)))) return true;
      }
      return termsIn(tokens).some(([begin, length]) => begin <= at && at < begin + length);
    }
    function ways(tokens, at) {
      const token = tokens[at], after = tokens[at + 1], list = [[1, known(tokens, at) ? word(token) : any(near(token))]];
      if (UNIT.test(token)) list.push([1, postcode(token)]);
      if (after) {
        list.push([2, whole(token + after)]);
        if (OUTWARD.test(token) && INWARD.test(after)) list.push([2, postcode(token, after)]);
      }
      if (!some(whole(token))) for (const half of halves(token)) list.push([1, phrase(half)]);
      for (const [, length, term] of termsIn(tokens).filter(([begin]) => begin === at)) for (const other of synonyms.get(term)) list.push([length, phrase(other)]);
      return list;
    }
    function together(side, tokens, place) {
      const own = side.slice(side.indexOf(tokens[0]), side.lastIndexOf(tokens[tokens.length - 1]) + 1);
      const swapped = tokens.flatMap((token) => (synonyms.get(stem(token)) || []).map((other) => own.map((one) => (one === token ? other : one)).join(" ")));
      const phrases = [own.join(" "), tokens.join(""), ...(synonyms.get(stemmed(tokens.join(" "))) || []), ...swapped].map(stemmed);
      let best = 0;
      stems[place].forEach((field, at) => {
        const [equal, begins, inside] = data.phrase[at];
        for (const one of phrases) if (field.includes(` ${one} `)) best = Math.max(best, field.includes(`| ${one} |`) ? equal : field.includes(`| ${one} `) ? begins : inside);
      });
      const taken = new Set(tokens.map(stem));
      const same = (part) => { const held = new Set(plain(part.trim().split(" "))); return held.size === taken.size && [...held].every((one) => taken.has(one)); };
      const at = data.same.findIndex((_, field) => stems[place][field].split("|").some(same));
      return data.factor * Math.max(best, at < 0 ? 0 : data.same[at]);
    }
    function score(side) {
      const tokens = plain(side), best = [...tokens.map(none), none().fill(1)];
      for (let at = tokens.length - 1; at >= 0; at -= 1) for (const [length, worth] of ways(tokens, at)) {
        const rest = best[at + length];
        for (let place = 0; place < size; place += 1) if (worth[place] && rest[place]) best[at][place] = Math.max(best[at][place], worth[place] * length + rest[place]);
      }
      // Where a word was read as another, the words are together as it is spelled there.
      const read = new Map(tokens.map((token, at) => [token, known(tokens, at) ? token : near(token)[0] || token])), as = (list) => list.map((one) => read.get(one) || one);
      return best[0].map((one, place) => (one ? one + together(as(side), as(tokens), place) : 0));
    }

    /* ---- the whole query ---- */

    function sidesOf(query) {
      const sides = [[]];
      for (const token of tokensOf([...query].slice(0, data.most).join(""))) if (token === data.either) sides.push([]); else sides[sides.length - 1].push(token);
      return sides.filter((side) => plain(side).length);
    }
    const quote = (list) => list.slice(0, data.meant).map((one) => `\u201c${one}\u201d`).join(" or ");

    return {
      /* The places of the assets found, best first; null for a text without words, which finds all. */
      ranked(query) {
        const sides = sidesOf(query);
        found.clear();
        if (!sides.length) return null;
        const scores = sides.map(score), best = none().map((_, place) => Math.max(...scores.map((one) => one[place])));
        const length = (place) => Math.min(data.texts[place][0].split(" ").length - 1, data.name_words);
        return [...best.keys()].filter((place) => best[place]).sort((a, b) => best[b] - best[a] || length(a) - length(b) || a - b);
      },
      /* What a reader is told of how the text was read. */
      said(query) {
        const sides = sidesOf(query), told = sides.length > 1 ? [`Either ${sides.map((side) => `\u201c${side.join(" ")}\u201d`).join(" or ")}.`] : [];
        const respelled = new Map(), also = new Map();
        for (const tokens of sides.map(plain)) {
          tokens.forEach((token, at) => { const meant = known(tokens, at) ? [] : near(token); if (meant.length) respelled.set(token, meant); });
          for (const [begin, length, term] of termsIn(tokens)) {
            const taken = tokens.slice(begin, begin + length), own = taken.map(word);
            const more = synonyms.get(term).filter((other) => phrase(other).some((one, place) => one && !own.every((worth) => worth[place])));
            if (more.length) also.set(taken.join(" "), more);
          }
        }
        for (const [token, meant] of respelled) told.push(`Nothing here is spelled \u201c${token}\u201d: read as ${quote(meant)}.`);
        for (const [text, others] of also) told.push(`\u201c${text}\u201d also read as ${quote(others)}.`);
        found.clear();
        return told;
      },
    };
  };
})();
