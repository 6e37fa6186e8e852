using System;
using System.Collections.Generic;

namespace Storage.Lite.S3;

/// <content>Options as a URL.</content>
public sealed partial record S3StorageOptions
{
    private const string Scheme = "s3";

    /// <summary>
    /// Reads <c>s3://bucket/folder?endpoint=...&amp;region=...</c>. Also known are <c>pathStyle</c>,
    /// <c>compatibility</c> (amazon, ceph, basic), <c>checksums</c>, <c>allowsPlainHttp</c> and <c>name</c>. The path
    /// is a folder: keys come below it. Credentials come from the SDK (environment, profile), never from a URL, which
    /// ends in logs.
    /// </summary>
    /// <param name="url">The URL.</param>
    /// <returns>The options, which are valid.</returns>
    /// <exception cref="StorageConfigurationException">
    /// It is no such URL, or has a setting that is unknown or wrong; the message never repeats credentials.
    /// </exception>
    public static S3StorageOptions FromUrl(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)
            ? FromUrl(parsed)
            : throw new StorageConfigurationException("url", "it is no URL: s3://bucket/folder is one");
    }

    /// <inheritdoc cref="FromUrl(string)"/>
    public static S3StorageOptions FromUrl(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        Require(
            url.IsAbsoluteUri && string.Equals(url.Scheme, Scheme, StringComparison.OrdinalIgnoreCase),
            "url",
            $"it does not begin with {Scheme}://");
        Require(
            url.UserInfo.Length == 0,
            "url",
            "it has credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile, instead");
        Require(url.Host.Length > 0, "url", "it names no bucket: s3://bucket/folder does");
        Require(url.IsDefaultPort && url.Fragment.Length == 0, "url", "a bucket has no port, and a folder no '#'");
        string folder = Uri.UnescapeDataString(url.AbsolutePath)[1..];
        var options = new S3StorageOptions
        {
            Bucket = url.Host,
            Prefix = folder.Length == 0 || folder.EndsWith('/') ? folder : folder + "/",
        };
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            string value = equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]);
            Require(seen.Add(name), $"url:{name}", "it is there twice");
            options = options.With(name, value);
        }

        options.Validate();
        return options;
    }

    private S3StorageOptions With(string name, string value) => name.ToUpperInvariant() switch
    {
        "ENDPOINT" => this with { Endpoint = ParseEndpoint("url:endpoint", value) },
        "REGION" => this with { Region = value },
        "NAME" => this with { Name = value },
        "PATHSTYLE" => this with { UsesPathStyle = ParseFlag(name, value) },
        "ALLOWSPLAINHTTP" => this with { AllowsPlainHttp = ParseFlag(name, value) },
        "COMPATIBILITY" => this with { Compatibility = ParseCompatibility("url:compatibility", value) },
        "CHECKSUMS" when Enum.TryParse(value, ignoreCase: true, out S3Checksums checksums) && !char.IsDigit(value[0]) =>
            this with { Checksums = checksums },
        "CHECKSUMS" => throw new StorageConfigurationException(
            "url:checksums", "it is neither whenSupported nor whenRequired"),
        _ => throw new StorageConfigurationException(
            $"url:{name}",
            "there is no such setting; there are: allowsPlainHttp, checksums, compatibility, endpoint, name, "
            + "pathStyle, region; credentials come from the environment or a profile"),
    };

    internal static Uri ParseEndpoint(string path, string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        ? uri
        : throw new StorageConfigurationException(path, $"'{text}' is no address that begins with https://");

    internal static S3Compatibility ParseCompatibility(string path, string text) => S3Compatibility.Find(text)
        ?? throw new StorageConfigurationException(path, $"'{text}' is none of: amazon, basic, ceph");

    private static bool ParseFlag(string name, string text) => bool.TryParse(text, out bool flag)
        ? flag
        : throw new StorageConfigurationException($"url:{name}", $"'{text}' is neither true nor false");
}
