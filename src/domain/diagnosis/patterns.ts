import type { DiagnosisCategory } from './diagnosis';

/**
 * What messages of runners, libraries and systems look like. No pattern may repeat anything without a bound, nor
 * repeat a repetition (a test sees to it): then each takes time linear in the text, however hostile that is.
 */
export interface MessagePattern {
  category: DiagnosisCategory;
  pattern: RegExp;
}

function patterns(category: DiagnosisCategory, ...sources: RegExp[]): MessagePattern[] {
  return sources.map((pattern) => ({ category, pattern }));
}

/** What a runner or compiler itself states. It comes before any word of the test's author. */
export const STATEMENTS: readonly MessagePattern[] = [
  ...patterns(
    'snapshot',
    /\btoMatch(?:Inline|File|Image)?Snapshot\b|\btoHaveScreenshot\b|\btoThrowErrorMatching(?:Inline)?Snapshot\b/,
    /\bsnapshots? .{0,120}?(?:mismatch(?:ed)?|did not match|does not match|doesn't match|is obsolete|not written)\b/i,
    /\b(?:did not|doesn't|does not|failed to) match (?:the )?(?:stored |inline |saved )?snapshot\b/i,
    /\bsnapshot (?:mismatch|assertion for|comparison failed|test failed)|\bscreenshot comparison failed\b/i,
    /\[[+-] (?:received|snapshot)\] == \[[+-] (?:received|snapshot)\]/,
    /\b\d{1,9} pixels \(ratio [\d.]{1,9} of all image pixels\) are different/,
  ),
  ...patterns(
    'assertion',
    /\btimed out \d{1,9} ?ms waiting for expect\(/i,
    /\btimed out retrying after \d{1,9}ms: expected .{0,200}? to (?:equal|have (?:text|value|length)|contain|include)\b/i,
  ),
  ...patterns(
    'timeout',
    /^.{0,60}?\b(?:test )?timeout of \d[\d,.]{0,12} ?m?s(?:econds?)? exceeded/im,
    /^.{0,60}?\btimeout \d[\d,.]{0,12} ?m?s exceeded/im,
    /\bexceeded timeout of \d{1,9} ?m?s\b|\basync callback was not invoked within\b/i,
    /^.{0,60}?\b(?:test )?timed out (?:after|in|retrying|waiting)\b/im,
    /^.{0,40}?\btimed out\W{0,3}$/im,
    /\b(?:context|execution) deadline exceeded\b/i,
    /\btest execution time exceeded\b|\bexecution timed out after\b/i,
    /^failed: timeout\b/im,
  ),
  ...patterns(
    'syntax',
    /\berror (?:TS|CS|FS|BC|MSB)\d{4,5}\b/,
    /^.{0,120}?\berror\[E\d{4}\]/m,
    /\b(?:PHP )?Parse error: /,
    /\b(?:build error|build failed|compilation failed|compilation error|could not compile|failed to compile|transform failed)\b/i,
    /^.{0,160}?\.java:\d{1,6}: error: /m,
    /^.{0,160}?_test\.go:\d{1,6}:(?:\d{1,5}:)? (?:undefined: |syntax error|cannot use |missing return|declared and not used|imported and not used|invalid operation|too many arguments|not enough arguments)/m,
    /\bundefined reference to\b|\bunresolved external symbol\b/,
  ),
];

/** An assertion with its operands. Those are data: what they say is no reason of the failure. */
export const COMPARISONS: readonly MessagePattern[] = patterns(
  'assertion',
  /\bexpect\(.{0,200}?\)\.(?:not\.|resolves\.|rejects\.){0,2}to[A-Z]/,
  /(?<!\b(?:is|are|as|than) )\bexpect(?:ed|ing|ation|ations)?\b[^]{0,300}?\b(?:to (?:strictly |deeply |deep |loosely )?(?:equal|be|have|match|contain|include|eql|eq|throw|exist|not)|but (?:got|was|were|found|received|instead|it)|received|actual|got|was:|found:|instead of|which is)\b/i,
  /\bexpect(?:ed|ing)? \S{1,80} (?:was|found) /i,
  /\b(?:got|received|actual)\b[^]{0,200}?\b(?:want|wanted|expect|expected)\b/i,
  /\bwant(?:ed)?\b[^]{0,200}?\bgot\b/i,
  /^\W{0,6}assert(?:ion)?[ (`]/im,
  /\bassertion (?:`[^`\n]{0,200}`|.{0,40}?) ?failed\b/i,
  /\bfailed asserting that\b|\bassertion (?:with|failed|error)\b/i,
  /\b(?:is|are|was|were|be|values?|not) (?:not )?(?:strictly |deeply )?(?:equal|identical)\b/i,
  /\b(?:values|objects|arrays|strings) (?:differ|are different)\b/i,
  /\bexpectation failed\b|\bwith expansion:/i,
  /\b(?:XCTAssert|Assert\.|Assertions\.|assert_|check_)[A-Za-z_]{1,40}/,
  /\b(?:REQUIRE|CHECK|EXPECT|ASSERT)(?:_[A-Z_]{1,40})? ?\(/,
  /^value of: |\bdeath test: /im,
  /\bleft == right\b|\bArchitecture Violation\b/,
);

/** In the order in which they are tried. */
export const PATTERNS: readonly MessagePattern[] = [
  ...patterns(
    'resource',
    /\bheap out of memory\b|\bout of memory\b|\bcannot allocate memory\b|\bOOM[- ]?killed\b|\bENOMEM\b|\bstd::bad_alloc\b/i,
    /\bno space left on device\b|\bENOSPC\b|\bdisk quota exceeded\b|\bdisk is full\b/i,
    /\btoo many open files\b|\bEMFILE\b|\bresource temporarily unavailable\b/i,
    /\brate limit(?:ed| exceeded| reached)\b|\btoo many requests\b|\bquota (?:exceeded|exhausted)\b|\bpool exhausted\b/i,
  ),
  ...patterns(
    'environment',
    /\bcannot find module\b|\bno module named\b|\bmodule not found\b|\bcan't resolve '|\bfailed to load url\b/i,
    /\bcannot find package\b|\bno required module provides package\b|\bcannot load such file\b|\bcould not load file or assembly\b/i,
    /\bcommand not found\b|\bexecutable file not found\b|\bis not recognized as an internal or external command\b/i,
    /\bexecutable doesn't exist\b|\bbrowsers? (?:is|are) not installed\b|\bcannot find chrome\b|\bunable to (?:locate|find) .{0,40}?driver\b/i,
    /\bno such file or directory\b|\bENOENT\b|\bfailed to open stream\b/i,
    /\b(?:EACCES|EPERM|EROFS)\b|\bErrno 13\b|\bread-only file system\b|\bopen [^\s:]{1,200}: permission denied\b/i,
    /\baddress already in use\b|\bEADDRINUSE\b|\bport .{0,12}?is already (?:allocated|in use)\b/i,
    /\bcannot connect to the docker daemon\b|\bcould not find a valid docker environment\b/i,
    /\b(?:environment variable|env var)\b.{0,80}?\b(?:not set|missing|undefined|required)\b/i,
    /\bmissing (?:required )?environment variable\b/i,
    /\bshared object file\b|\bversion [`'"]?GLIBC|\bunsupported (?:engine|platform|major\.minor version)\b/i,
    /\bfixture '[^'\n]{1,80}' not found\b/,
  ),
  ...patterns(
    'timeout',
    /\btimed[ -]?out\b|\bETIMEDOUT\b|\bESOCKETTIMEDOUT\b|\bdeadline[ _]exceeded\b|\block wait timeout\b/i,
    /\btime-?out\b.{0,20}?\b(?:exceeded|expired|reached|elapsed|occurred|waiting|after|error|while)\b/i,
    /\b(?:hit|reached|exceeded|after|gateway|read|connect|request|operation) (?:a |the )?time-?out\b/i,
    /\bwaiting for (?:networkidle|load state|selector|locator|navigation|element|condition)\b/i,
    /\btook (?:too long|longer than)\b|\bdid not (?:finish|complete|respond|return|become \w{1,20}) (?:within|in) \d/i,
    /\blooped for \d{1,9} iterations over \d{1,9} SECONDS\b/i,
  ),
  ...patterns(
    'connection',
    /\bECONN(?:REFUSED|RESET|ABORTED)\b|\bENOTFOUND\b|\bEAI_AGAIN\b|\bEHOSTUNREACH\b|\bENETUNREACH\b|\bEPIPE\b|\bConnectionRefused\b/,
    /\bconnection (?:was |is |has been )?(?:refused|reset|closed|aborted|lost|terminated|dropped|failed|forcibly closed)\b/i,
    /\b(?:could not|cannot|can't|failed to|unable to) (?:connect|resolve host|reach (?:the )?(?:server|host))\b/i,
    /\bsocket (?:hang up|closed|is not connected|disconnected)\b|\bbroken pipe\b|\bactively refused\b/i,
    /\b(?:name or service not known|no such host|nodename nor servname|temporary failure in name resolution|could not resolve host)\b/i,
    /\bnetwork (?:is unreachable|error|unreachable)\b|\bno route to host\b|\bnet::ERR_[A-Z_]{1,40}/i,
    /\bfetch failed\b|\bfailed to fetch\b|\bserver closed the connection\b|\bunexpected EOF while reading\b/i,
    /\bcertificate (?:verify failed|has expired|is not trusted)\b|\bself[- ]signed certificate\b|\bTLS handshake\b|\bSSL routines\b/i,
    /\bcode ?= ?Unavailable\b|\bUNAVAILABLE: /,
  ),
  ...patterns(
    'auth',
    /\bunauthori[sz]ed\b|\bforbidden\b|\bunauthenticated\b|\baccess (?:is |was )?denied\b|\bpermission denied\b/i,
    /\b(?:authentication|authorization) (?:failed|required|error|is required)\b|\bnot authenticated\b/i,
    /\b(?:invalid|expired|missing|wrong|bad) (?:\w{1,20} )?(?:token|credentials?|api key|password|session|signature)\b/i,
    /\b(?:token|session|credentials?|api key) (?:has |have |is |are )?(?:expired|invalid|revoked|rejected)\b/i,
    /\bcould not authenticate\b|\blogin failed\b|\bcode ?= ?PermissionDenied\b/i,
  ),
  ...patterns(
    'flaky',
    /\bstale element\b|\bnot attached to the (?:DOM|page document)\b|\belement is detached\b|\bclick intercepted\b/i,
    /\brace condition\b|\bdata race\b|\brace detected\b|\bintermittent(?:ly)?\b|\bflak(?:y|iness)\b/i,
    /\bdeadlock (?:found|detected)\b|\bserialization failure\b|\bcould not serialize access\b/i,
  ),
  ...patterns(
    'data',
    /\bunexpected token .{0,60}?\bJSON\b|\bunexpected end of JSON\b|\bis not valid JSON\b|\binvalid JSON\b|\bin JSON at position\b/i,
    /\b(?:duplicate key|unique constraint|foreign key constraint|not[- ]null constraint|check constraint|constraint failed)\b/i,
    /\b(?:missing|required) (?:\w{1,30} ){0,2}(?:field|property|key|parameter|column|argument|value)\b/i,
    /\b(?:field|property|key|column|parameter|table|relation|record|row|entity|user|document|resource|element|fixture)s?\b.{0,60}?\b(?:not found|is missing|does not exist|doesn't exist|is required)\b/i,
    /\b(?:no such (?:table|column|key|element|record|entity)|no rows in result set|not found|Undefined array key|undefined index)\b/i,
    /\b(?:could not|cannot|failed to|unable to) (?:parse|decode|deserialize|unmarshal|find)\b/i,
    /\binvalid (?:\w{1,20} )?(?:format|date|value|input|literal|byte|syntax for type|email address|email)\b|\bvalidation (?:failed|error)/i,
    /\bjson: cannot unmarshal\b|\bunmarshal(?:ling)? error\b|\bmalformed\b/i,
  ),
  ...patterns(
    'crash',
    /\bsegmentation fault\b|\bcore dumped\b|\bbus error\b|\billegal instruction\b|\bstack overflow\b/i,
    /\bpanicked at\b|^\W{0,4}panic: |\bruntime error: |\bfatal error: |\ball goroutines are asleep\b/im,
    /\bcannot read propert(?:y|ies)\b|\bis not a function\b|\bis not defined\b|\bundefined method\b|\bnil pointer dereference\b/i,
    /\bcall to (?:a member function|undefined (?:function|method))\b|\b(?:un(?:caught|handled)) (?:\S{1,60} )?(?:exception|error|rejection)\b|^.{0,40}?uncaught\b/im,
    /\b'NoneType' object\b|\bhas no attribute\b|\bobject reference not set\b|\bmaximum (?:call stack|recursion)\b/i,
    /\b(?:division by zero|divide by zero|index out of (?:range|bounds)|list index out of range)\b/i,
    /\bworker .{0,40}?(?:crashed|exited unexpectedly|terminated unexpectedly)\b|\bprocess (?:crashed|terminated abnormally)\b/i,
    /\bunexpectedly found nil\b|\bcould not cast value\b|\bterminate called after\b/i,
  ),
];

/** How runners report that a test called its own failure, or missed what it asked for. Tried last. */
export const REPORTS: readonly MessagePattern[] = patterns(
  'assertion',
  /\bshould (?:have|be|equal|match|contain|not|return|throw|raise)\b|\bmust (?:be|not|equal|have|match|contain)\b/i,
  /\bcondition was (?:false|true)\b|\bcheck(?:ed)?\((?:false|true)\)|^\S{1,200}\.(?:cpp|cc|cxx|c|hpp|h):\d{1,6}: error: |\b(?:false|true|null|nil) ?[!=]= ?\S/im,
  /\bexpected (?:value|failure|true|false|\d)|^\W{0,4}expected\b/im,
  /^\s{0,12}\w{1,80}_test\.go:\d{1,6}: /m,
  /\bno assertions\b|\bdid not perform any assertions\b|\bdid not match\b|\bdoes not match\b|\bdoesn't match\b/i,
  /^\W{0,4}not ok\b|^\W{0,4}\S{1,200}:\d{1,6}\W{1,3}Failed\W{0,3}$|\bdid not (?:throw|raise)\b|\b[!=]==? .{1,80} failed\b/im,
  /[`'"] failed$/m,
);
