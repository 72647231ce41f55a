import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reminds one student of a class through yici. Java 11 or newer, no AWS SDK, nothing to install:
 *
 * <pre>java SendCourseReminder.java &lt;receipt&gt; [course id]</pre>
 *
 * Exit code: 0 sent; 75 run the same command again later; 2 nobody knows whether it was sent;
 * 1 not sent, and the same command will not change that; 64 the command itself is wrong.
 */
public final class SendCourseReminder {
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: java SendCourseReminder.java <receipt> [course id]");
            System.exit(64);
        }
        System.exit(remind(args[0], args.length > 1 ? args[1] : "7"));
    }

    static int remind(String receipt, String course) throws Exception {
        // Moment 1: the H5 page has just handed over its receipt, which lives for ten minutes.
        // Take the openid from the answer, never one that a page or an app tells you, and store
        // it together with the scene in the student's enrolment. It is no login: that needs the
        // assurance `openid`.
        Answer opened = post("/v1/receipts", "{\"receipt\":" + quoted(receipt) + "}", Map.of());
        if (opened.status != 200) {
            return conclude(opened);
        }
        String scene = opened.field("scene");
        System.out.println("confirmed scene " + scene + " (" + opened.field("assurance") + ") at "
            + opened.field("confirmedAt"));

        // Moment 2, from your queue or cron: the evening before the class. The key says what must
        // happen at most once. It has to be stored before the first attempt, and so has the
        // message: after a crash or a lost answer, the same key with the same message gets the
        // first attempt's answer and sends nothing more. A key made of the record itself is stored
        // as soon as the record is.
        String key = "course-" + course + "-reminder";
        // "Class reminder", "Class N starts at 09:00 tomorrow" and "please come to the classroom
        // ten minutes early", escaped so that this file compiles whatever the machine's encoding.
        String title = "\u4e0a\u8bfe\u63d0\u9192";
        String content = "\u8bfe\u7a0b " + course + " \u660e\u5929 09:00 \u5f00\u59cb\n"
            + "\u8bf7\u63d0\u524d\u5341\u5206\u949f\u8fdb\u5165\u6559\u5ba4";
        String message = "{\"openid\":" + quoted(opened.field("openid"))
            + ",\"scene\":" + scene
            + ",\"title\":" + quoted(title)
            + ",\"content\":" + quoted(content)
            + ",\"url\":" + quoted("https://h5.example.com/course/" + course) + "}";
        return conclude(post("/v1/messages", message, Map.of("idempotency-key", key)));
    }

    /** What an answer tells this job to do: a line for people, and the exit code. */
    static int conclude(Answer answer) {
        int status = answer.status;
        if (status == 200) {
            System.out.println("sent " + answer.field("sendId"));
            return 0;
        }
        if (status == 202) {
            // The user may have it already: another key could send it twice. Put the sendId on
            // somebody's desk; that person finds out and says so with
            // POST /v1/users/{openid}/credits/{scene}/resolution {sendId, delivered: true|false}.
            // After `false` the same command sends. A user who confirms again need not wait.
            System.out.println("unknown " + answer.field("sendId")
                + ": do not send again, have it resolved");
            return 2;
        }
        // A problem's `hint` says in Chinese and in English what WeChat's answer means: log it all.
        new PrintStream(System.err, true, StandardCharsets.UTF_8).println(answer.text);
        String code = answer.field("code");
        String said = ((status == 0 ? "no answer" : status) + " " + code).trim();
        if (status == 0 || status == 429 || status >= 500 || code.equals("credit_in_flight")) {
            System.out.println("again in " + answer.retryAfter + " s with the same key: " + said);
            return 75;
        }
        System.out.println("not sent: " + said + ": "
            + ADVICE.getOrDefault(code, "mend the request or its credentials"));
        return 1;
    }

    static final Map<String, String> ADVICE = Map.of(
        "receipt_expired", "open a receipt within ten minutes of the confirm",
        "no_credit", "ask the user to confirm again",
        "no_chance", "ask the user to confirm again",
        "credit_unknown", "have the earlier message resolved first",
        "key_reused",
        "the message has changed since the first attempt: a new message needs a new key",
        "message_refused",
        "mend the message and send it with the same key, the confirm is kept",
        "refused_by_wechat", "do not repeat, read the hint");

    static final class Answer {
        final int status;
        final String retryAfter;
        final String text;

        Answer(int status, String retryAfter, String text) {
            this.status = status;
            this.retryAfter = retryAfter;
            this.text = text;
        }

        /**
         * A member of the answer, empty when it is not there. The JDK has no JSON parser: this
         * reads the plain texts and numbers that are needed here, and inside of a JSON text no
         * quote stands without a backslash, so no value can pose as another member. Where you
         * have a JSON library, use it.
         */
        String field(String name) {
            Matcher found =
                Pattern.compile("\"" + name + "\"\\s*:\\s*(?:\"([^\"\\\\]*)\"|(\\d+))").matcher(text);
            if (!found.find()) {
                return "";
            }
            return found.group(1) == null ? found.group(2) : found.group(1);
        }
    }

    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static Answer post(String path, String body, Map<String, String> headers)
        throws GeneralSecurityException, InterruptedException {
        URI url = URI.create(setting("YICI_URL", "http://127.0.0.1:3000").replaceAll("/+$", "") + path);
        Map<String, String> given = new TreeMap<>(headers);
        given.put("content-type", "application/json");
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            // Longer than the 30 s that API Gateway gives an answer: hanging up first learns nothing.
            .timeout(Duration.ofSeconds(35));
        sign("POST", url, given, body, Instant.now()).forEach(request::header);
        try {
            HttpResponse<String> response =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String retryAfter = response.headers().firstValue("retry-after").orElse("60");
            return new Answer(response.statusCode(), retryAfter, response.body());
        } catch (IOException error) {
            return new Answer(0, "60", "no answer: " + error);
        }
    }

    /**
     * AWS Signature Version 4
     * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
     *
     * @return the headers to send: the given ones (lower-case names), all signed, and those that sign
     */
    static Map<String, String> sign(
        String method, URI url, Map<String, String> headers, String body, Instant now)
        throws GeneralSecurityException {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC).format(now);
        String scope = time.substring(0, 8) + "/" + setting("AWS_REGION", "us-east-1")
            + "/execute-api/aws4_request";
        TreeMap<String, String> signed = new TreeMap<>(headers);
        signed.put("host", host(url));
        signed.put("x-amz-date", time);
        String sessionToken = setting("AWS_SESSION_TOKEN", ""); // temporary credentials only
        if (!sessionToken.isEmpty()) {
            signed.put("x-amz-security-token", sessionToken);
        }
        String names = String.join(";", signed.keySet());
        String canonicalRequest = method + "\n"
            // The path as it is sent, encoded once more: every AWS service but S3 wants that.
            + encode(url.getRawPath()).replace("%2F", "/") + "\n"
            + canonicalQuery(url.getRawQuery()) + "\n"
            + signed.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue().trim().replaceAll("\\s+", " ") + "\n")
                .collect(Collectors.joining())
            + "\n" + names + "\n" + sha256(body);
        String stringToSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonicalRequest);
        byte[] signingKey = bytes("AWS4" + setting("AWS_SECRET_ACCESS_KEY", null));
        for (String part : scope.split("/")) {
            signingKey = hmac(signingKey, part);
        }
        signed.remove("host"); // HttpClient makes the same one from the URL and takes no other
        signed.put("authorization", "AWS4-HMAC-SHA256 Credential=" + setting("AWS_ACCESS_KEY_ID", null)
            + "/" + scope + ", SignedHeaders=" + names
            + ", Signature=" + hex(hmac(signingKey, stringToSign)));
        return signed;
    }

    static String host(URI url) {
        boolean usual = url.getPort() == -1 || url.getPort() == (url.getScheme().equals("https") ? 443 : 80);
        return usual ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** Sorted by name, then value: a space stands for '=' meanwhile, as it sorts before all else. */
    static String canonicalQuery(String query) {
        return Arrays.stream((query == null ? "" : query).split("&"))
            .filter(pair -> !pair.isEmpty())
            .map(pair -> (pair.contains("=") ? pair : pair + "=").split("=", 2))
            .map(pair -> encode(decode(pair[0])) + " " + encode(decode(pair[1])))
            .sorted()
            .collect(Collectors.joining("&"))
            .replace(' ', '=');
    }

    /** RFC 3986; URLEncoder is made for forms. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
            .replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    static String sha256(String text) throws GeneralSecurityException {
        return hex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
    }

    static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(bytes(text));
    }

    static String hex(byte[] hash) {
        return String.format("%064x", new BigInteger(1, hash));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As a JSON text. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            if (each == '"' || each == '\\') {
                json.append('\\').append(each);
            } else if (each < ' ') {
                json.append(String.format("\\u%04x", (int) each));
            } else {
                json.append(each);
            }
        }
        return json.append('"').toString();
    }

    static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        if (otherwise == null) {
            System.err.println(name + " is not set (for npm start it is `local`)");
            System.exit(64);
        }
        return otherwise;
    }
}
