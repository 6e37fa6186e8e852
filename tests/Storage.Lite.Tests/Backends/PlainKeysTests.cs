using System;
using System.Text;
using Xunit;

namespace Storage.Lite.Tests.Backends;

public sealed class PlainKeysTests
{
    private static readonly PlainKeys s_windows = new(foldsCase: false, isWindows: true);
    private static readonly PlainKeys s_unix = new(foldsCase: false, isWindows: false);

    [Theory]
    [InlineData("con")]
    [InlineData("folder/NUL")]
    [InlineData("aux.txt")]
    [InlineData("Prn .txt")]
    [InlineData("com1")]
    [InlineData("LPT9.log/file")]
    [InlineData("com\u00b2")]
    [InlineData("conin$")]
    [InlineData("CONOUT$.x")]
    [InlineData("file.")]
    [InlineData("file ")]
    [InlineData("folder./file")]
    [InlineData("stream:name")]
    [InlineData("back\\slash")]
    [InlineData("what?")]
    [InlineData("tab\tulator")]
    [InlineData("progra~1")]
    [InlineData("long~12.txt")]
    public void Refuse_NameThatWindowsOpensSomethingElseFor_IsRefusedThereOnly(string key)
    {
        Assert.NotNull(s_windows.Refuse(key));
        Assert.Null(s_unix.Refuse(key));
    }

    [Fact]
    public void Decode_NameThatIsRefused_IsNoKeyThere()
    {
        byte[] part = new byte[16];
        Assert.Equal(-1, s_windows.Decode("nul"u8, isFolder: false, part));
        Assert.Equal(3, s_unix.Decode("nul"u8, isFolder: false, part));
        Assert.Equal(4, s_windows.Decode("name"u8, isFolder: false, part));
    }

    [Theory]
    [InlineData("console")]
    [InlineData("com")]
    [InlineData("com10")]
    [InlineData("lpt")]
    [InlineData("nul-and-void")]
    [InlineData(".config")]
    [InlineData("a.con")]
    [InlineData("back~up")]
    [InlineData("backup~")]
    [InlineData("longer-than-eight~1")]
    [InlineData("file name.txt")]
    public void Refuse_OrdinaryName_IsTakenEverywhere(string key)
    {
        Assert.Null(s_windows.Refuse(key));
        Assert.Null(s_unix.Refuse(key));
    }

    [Theory]
    [InlineData("users/al-2_b.json", true)]
    [InlineData("a b", true)]
    [InlineData("A", false)]
    [InlineData("a/Z", false)]
    [InlineData("a.", false)]
    [InlineData("a /b", false)]
    [InlineData("x~1", false)]
    [InlineData("a:b", false)]
    [InlineData("a\tb", false)]
    [InlineData("é", false)]
    public void Refuse_VolumeThatFoldsCase_TakesWhatNoSystemFolds(string key, bool isTaken)
    {
        Assert.Equal(isTaken, FileKeys.Of(FileLayout.Plain, foldsCase: true).Refuse(key) is null);
    }

    [Theory]
    [InlineData("README.md", false, "readme.md")]
    [InlineData("Users", true, "users/")]
    [InlineData("a.", false, null)]
    [InlineData("É", false, null)]
    public void Decode_VolumeThatFoldsCase_GivesTheKeyThatFindsTheFile(string name, bool isFolder, string? part)
    {
        FileKeys keys = FileKeys.Of(FileLayout.Plain, foldsCase: true);
        Span<byte> decoded = stackalloc byte[512];
        int length = keys.Decode(Encoding.UTF8.GetBytes(name), isFolder, decoded);
        Assert.Equal(part, length < 0 ? null : Encoding.UTF8.GetString(decoded[..length]));
        if (length >= 0)
        {
            Assert.Equal(name, keys.NameOf(decoded[..length], isFolder), ignoreCase: true);
        }
    }
}
