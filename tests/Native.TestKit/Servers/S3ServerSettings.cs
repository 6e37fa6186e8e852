using System;

namespace Native.TestKit;

/// <summary>Where an <see cref="S3ServerProcess"/> listens, and who may use it.</summary>
public sealed record S3ServerSettings(Uri Endpoint, string Region, string AccessKey, string SecretKey);
