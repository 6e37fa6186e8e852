using System;
using System.IO;
using Microsoft.Extensions.Configuration;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using Storage.Lite;

namespace Native.Fuzz.Targets;

/// <summary>
/// Any text as a file of settings, of YAML or JSON: it is read, or it is a <see cref="StorageConfigurationException"/>
/// that begins with the path of what is wrong and shows no key; no other exception comes out, and nothing is opened.
/// </summary>
internal static class StoreSettings
{
    /// <summary>Stands for a key or password in inputs; it is in no message.</summary>
    private const string Secret = "SECRET";

    private static readonly string s_folder = ScratchFolder.Make();

    public static void Run(ReadOnlySpan<byte> input)
    {
        string path = Path.Combine(s_folder, "settings");
        File.WriteAllBytes(path, input);
        try
        {
            IConfiguration configuration = StorageConfiguration.LoadFile(path);
            StorageBuilder builder = StorageConfiguration.Read(configuration.GetSection("storage"));
            builder.ThrowIfIncomplete();
            builder.WipeKeys();
        }
        catch (StorageConfigurationException exception)
        {
            Verify.True(exception.Path.Length > 0, "A wrong setting has no path");
            Verify.True(
                exception.Message.StartsWith(exception.Path + ": ", StringComparison.Ordinal),
                "A message does not begin with the path");
            bool isOfSetting = exception.Path == path
                || exception.Path.StartsWith("storage", StringComparison.OrdinalIgnoreCase);
            Verify.True(isOfSetting, "The path is that of no setting");
            bool isValue = exception.Path.Contains("encryption", StringComparison.OrdinalIgnoreCase)
                && exception.Path != path && !exception.Path.Contains(Secret, StringComparison.Ordinal);
            Verify.True(
                !isValue || !exception.Message.Contains(Secret, StringComparison.Ordinal), "A message shows a key");
        }

        Verify.Equal(1, Directory.GetFileSystemEntries(s_folder).Length, "Files in the folder");
    }
}
