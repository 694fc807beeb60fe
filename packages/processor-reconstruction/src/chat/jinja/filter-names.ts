/** Names of jinja2's built-in filters, for the test `is filter`. */
const NAMES = new Set(
  (
    'abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format groupby indent int ' +
    'items join last length list lower map max min pprint random reject rejectattr replace reverse round safe select selectattr slice ' +
    'sort string striptags sum title tojson trim truncate unique upper urlencode urlize wordcount wordwrap xmlattr'
  ).split(' '),
);

/** Whether jinja2 has a filter of this name. */
export function hasFilter(name: string): boolean {
  return NAMES.has(name);
}
