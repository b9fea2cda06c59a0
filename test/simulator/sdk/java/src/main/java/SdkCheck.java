import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesis;
import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesisListResult;
import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesisParam;
import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesisResult;
import com.alibaba.dashscope.exception.ApiException;
import com.alibaba.dashscope.task.AsyncTaskListParam;
import com.alibaba.dashscope.utils.Constants;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drives the official Java SDK against a simulator, in the way the service's guide shows. Reads DASHSCOPE_HTTP_BASE_URL,
 * DASHSCOPE_API_KEY, IMAGE_1, IMAGE_2 and HELD_BASE_URL; prints one line per check and "N passed, N failed".
 */
public class SdkCheck {
    interface Check {
        void run() throws Exception;
    }

    static final String KEY = System.getenv("DASHSCOPE_API_KEY");
    static final String MODEL = "wan2.5-i2i-preview";
    static final String PROMPT = "Place the alarm clock from Image 1 next to the vase on the dining table in Image 2.";
    static int passed = 0;
    static int failed = 0;

    static String encode(String path) throws Exception {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(Paths.get(path)));
    }

    static ImageSynthesisParam param(String prompt, List<String> images, int n) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("prompt_extend", true);
        parameters.put("watermark", false);
        parameters.put("seed", "12345");
        return ImageSynthesisParam.builder().apiKey(KEY).model(MODEL).prompt(prompt).images(images).n(n)
                .negativePrompt("").parameters(parameters).build();
    }

    static void require(boolean holds, Object seen) {
        if (!holds) {
            throw new IllegalStateException(String.valueOf(seen));
        }
    }

    static void requireDone(ImageSynthesisResult result, int count) throws Exception {
        require("SUCCEEDED".equals(result.getOutput().getTaskStatus()), result);
        require(result.getOutput().getResults().size() == count, result);
        require(result.getUsage().getImageCount() == count, result);
        try (InputStream image = new URL(result.getOutput().getResults().get(0).get("url")).openStream()) {
            byte[] start = image.readNBytes(4);
            require(start[1] == 'P' && start[2] == 'N' && start[3] == 'G', Arrays.toString(start));
        }
    }

    static void check(String name, Check check) {
        try {
            check.run();
            passed += 1;
            System.out.println("ok   java " + name);
        } catch (Exception error) {
            failed += 1;
            System.out.println("FAIL java " + name);
            error.printStackTrace(System.out);
        }
    }

    public static void main(String[] args) throws Exception {
        String base = System.getenv("DASHSCOPE_HTTP_BASE_URL");
        Constants.baseHttpApiUrl = base;
        String one = System.getenv("IMAGE_1");
        String two = System.getenv("IMAGE_2");
        List<String> encoded = Arrays.asList(encode(one), encode(two));
        ImageSynthesis synthesis = new ImageSynthesis();

        check("call with base64", () -> requireDone(synthesis.call(param(PROMPT, encoded, 1)), 1));
        check("call with local files",
                () -> requireDone(synthesis.call(param(PROMPT, Arrays.asList("file://" + one, "file://" + two), 2)), 2));
        check("async call, wait, fetch, list", () -> {
            String id = synthesis.asyncCall(param(PROMPT, encoded, 1)).getOutput().getTaskId();
            requireDone(synthesis.wait(id, KEY), 1);
            require("SUCCEEDED".equals(synthesis.fetch(id, KEY).getOutput().getTaskStatus()), id);
            AsyncTaskListParam listing = AsyncTaskListParam.builder().build();
            listing.setApiKey(KEY);
            ImageSynthesisListResult listed = synthesis.list(listing);
            require(listed.getData().stream().anyMatch(row -> id.equals(row.getTaskId())), listed);
        });
        check("a failed task", () -> {
            ImageSynthesisResult result = synthesis.call(param("[simulate DataInspectionFailed]", encoded, 1));
            require("FAILED".equals(result.getOutput().getTaskStatus()), result);
        });
        check("a refused create", () -> {
            try {
                synthesis.asyncCall(param(PROMPT, encoded, 9));
                require(false, "n = 9 was accepted");
            } catch (ApiException error) {
                require("InvalidParameter".equals(error.getStatus().getCode()), error);
            }
        });
        check("cancel while waiting", () -> {
            Constants.baseHttpApiUrl = System.getenv("HELD_BASE_URL");
            try {
                synthesis.asyncCall(param(PROMPT, encoded, 1));
                String id = synthesis.asyncCall(param(PROMPT, encoded, 1)).getOutput().getTaskId();
                synthesis.cancel(id, KEY);
                require("CANCELED".equals(synthesis.fetch(id, KEY).getOutput().getTaskStatus()), id);
            } finally {
                Constants.baseHttpApiUrl = base;
            }
        });
        System.out.println(passed + " passed, " + failed + " failed");
        System.exit(0);
    }
}
