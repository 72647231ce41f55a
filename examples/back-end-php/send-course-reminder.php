<?php
// Reminds one student of a class (上课提醒) through yici. PHP 7.4 or newer with curl, no AWS SDK.
//
//   php send-course-reminder.php <receipt> [course id]
//
// Exit code: 0 sent; 75 run the same command again later; 2 nobody knows whether it was sent;
// 1 not sent, and the same command will not change that; 64 the command itself is wrong.
declare(strict_types=1);

function remind(string $receipt, string $course): int
{
    // Moment 1: the H5 page has just handed over its receipt, which lives for ten minutes. Take
    // the openid from the answer, never one that a page or an app tells you, and store it together
    // with the scene in the student's enrolment. It is no login: that needs the assurance `openid`.
    $opened = post('/v1/receipts', ['receipt' => $receipt]);
    if ($opened['status'] !== 200) {
        return conclude($opened);
    }
    $confirm = $opened['body'];
    echo "confirmed scene {$confirm['scene']} ({$confirm['assurance']}) at {$confirm['confirmedAt']}\n";

    // Moment 2, from your queue or cron: the evening before the class. The key says what must
    // happen at most once. It has to be stored before the first attempt, and so has the message:
    // after a crash or a lost answer, the same key with the same message gets the first attempt's
    // answer and sends nothing more. A key made of the record itself is stored as soon as the
    // record is.
    $key = "course-$course-reminder";
    return conclude(post('/v1/messages', [
        'openid' => $confirm['openid'],
        'scene' => $confirm['scene'],
        'title' => '上课提醒',
        'content' => "课程 $course 明天 09:00 开始\n请提前十分钟进入教室",
        'url' => "https://h5.example.com/course/$course",
    ], ['idempotency-key' => $key]));
}

/** What an answer tells this job to do: a line for people, and the exit code. */
function conclude(array $answer): int
{
    ['status' => $status, 'body' => $body, 'text' => $text] = $answer;
    if ($status === 200) {
        echo "sent {$body['sendId']}\n";
        return 0;
    }
    if ($status === 202) {
        // The user may have it already: another key could send it twice. Put the sendId on
        // somebody's desk; that person finds out and says so with
        // POST /v1/users/{openid}/credits/{scene}/resolution {sendId, delivered: true|false}.
        // After `false` the same command sends. A user who confirms again does not have to wait.
        echo "unknown {$body['sendId']}: do not send again, have it resolved\n";
        return 2;
    }
    // A problem's `hint` says in Chinese and in English what WeChat's answer means: log all of it.
    fwrite(STDERR, "$text\n");
    $code = $body['code'] ?? '';
    $said = trim(($status === 0 ? 'no answer' : $status) . " $code");
    if ($status === 0 || $status === 429 || $status >= 500 || $code === 'credit_in_flight') {
        echo 'again in ' . ($answer['retryAfter'] ?? 60) . " s with the same key: $said\n";
        return 75;
    }
    echo "not sent: $said: " . (ADVICE[$code] ?? 'mend the request or its credentials') . "\n";
    return 1;
}

const ADVICE = [
    'receipt_expired' => 'open a receipt within ten minutes of the confirm',
    'no_credit' => 'ask the user to confirm again',
    'no_chance' => 'ask the user to confirm again',
    'credit_unknown' => 'have the earlier message resolved first',
    'key_reused' => 'the message has changed since the first attempt: a new message needs a new key',
    'message_refused' => 'mend the message and send it with the same key, the confirm is kept',
    'refused_by_wechat' => 'do not repeat, read the hint',
];

function post(string $path, array $value, array $headers = []): array
{
    $url = rtrim(setting('YICI_URL', 'http://127.0.0.1:3000'), '/') . $path;
    $body = json_encode($value, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    $headers = sign('POST', $url, ['content-type' => 'application/json'] + $headers, $body, time());
    $retryAfter = null;
    $curl = curl_init($url);
    curl_setopt_array($curl, [
        CURLOPT_POSTFIELDS => $body,
        CURLOPT_HTTPHEADER => array_map(fn($name) => "$name: {$headers[$name]}", array_keys($headers)),
        CURLOPT_RETURNTRANSFER => true,
        // Longer than the 30 s that API Gateway gives an answer: hanging up first learns nothing.
        CURLOPT_TIMEOUT => 35,
        CURLOPT_HEADERFUNCTION => function ($curl, string $line) use (&$retryAfter): int {
            if (preg_match('/^retry-after: *(\d+)/i', $line, $found)) {
                $retryAfter = (int) $found[1];
            }
            return strlen($line);
        },
    ]);
    $text = curl_exec($curl);
    if ($text === false) {
        return ['status' => 0, 'body' => [], 'retryAfter' => null, 'text' => 'no answer: ' . curl_error($curl)];
    }
    $parsed = json_decode($text, true); // what stands in between may answer in HTML
    return [
        'status' => curl_getinfo($curl, CURLINFO_RESPONSE_CODE),
        'body' => is_array($parsed) ? $parsed : [],
        'retryAfter' => $retryAfter,
        'text' => $text,
    ];
}

/**
 * AWS Signature Version 4 (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * Returns the headers to send: the given ones (lower-case names), all signed, and those that sign.
 */
function sign(string $method, string $url, array $headers, string $body, int $now): array
{
    $at = parse_url($url);
    $time = gmdate('Ymd\THis\Z', $now);
    $scope = gmdate('Ymd', $now) . '/' . setting('AWS_REGION', 'us-east-1') . '/execute-api/aws4_request';
    $usualPort = $at['scheme'] === 'https' ? 443 : 80;
    $port = $at['port'] ?? $usualPort;
    $headers['host'] = $at['host'] . ($port === $usualPort ? '' : ":$port");
    $headers['x-amz-date'] = $time;
    if (setting('AWS_SESSION_TOKEN', '') !== '') { // temporary credentials only
        $headers['x-amz-security-token'] = setting('AWS_SESSION_TOKEN');
    }
    ksort($headers, SORT_STRING);
    $names = implode(';', array_keys($headers));
    $canonicalRequest = "$method\n"
        // The path as it is sent, encoded once more: every AWS service but S3 wants that.
        . implode('/', array_map('rawurlencode', explode('/', $at['path'] ?? '/'))) . "\n"
        . canonicalQuery($at['query'] ?? '') . "\n";
    foreach ($headers as $name => $value) {
        $canonicalRequest .= "$name:" . preg_replace('/\s+/', ' ', trim($value)) . "\n";
    }
    $canonicalRequest .= "\n$names\n" . hash('sha256', $body);
    $stringToSign = "AWS4-HMAC-SHA256\n$time\n$scope\n" . hash('sha256', $canonicalRequest);
    $signingKey = 'AWS4' . setting('AWS_SECRET_ACCESS_KEY');
    foreach (explode('/', $scope) as $part) {
        $signingKey = hash_hmac('sha256', $part, $signingKey, true);
    }
    $headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=' . setting('AWS_ACCESS_KEY_ID') . "/$scope, "
        . "SignedHeaders=$names, Signature=" . hash_hmac('sha256', $stringToSign, $signingKey);
    return $headers;
}

/** Sorted by name, then value: a space stands for `=` meanwhile, as it sorts before all else. */
function canonicalQuery(string $query): string
{
    $pairs = [];
    foreach (array_filter(explode('&', $query), 'strlen') as $pair) {
        [$name, $value] = explode('=', $pair, 2) + [1 => ''];
        $pairs[] = rawurlencode(rawurldecode($name)) . ' ' . rawurlencode(rawurldecode($value));
    }
    sort($pairs, SORT_STRING);
    return str_replace(' ', '=', implode('&', $pairs));
}

function setting(string $name, ?string $otherwise = null): string
{
    $value = getenv($name) ?: $otherwise;
    if ($value === null) {
        fwrite(STDERR, "$name is not set (for npm start it is `local`)\n");
        exit(64);
    }
    return $value;
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    if (!isset($argv[1])) {
        fwrite(STDERR, "usage: php send-course-reminder.php <receipt> [course id]\n");
        exit(64);
    }
    exit(remind($argv[1], $argv[2] ?? '7'));
}
