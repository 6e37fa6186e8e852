using System;
using System.Reflection;
using Native.TestKit;

/// <summary>Entered by the runtime before Main when <c>DOTNET_STARTUP_HOOKS</c> names this assembly.</summary>
// The runtime looks for exactly this name outside any namespace.
internal static class StartupHook
{
    public static void Initialize()
    {
        string? target = Environment.GetEnvironmentVariable(ChildProcess.MethodVariable);
        if (target is null)
        {
            return;
        }

        string[] parts = target.Split('|');
        int exitCode = 0;
        try
        {
            Type type = Assembly.LoadFrom(parts[0]).GetType(parts[1], throwOnError: true)!;
            const BindingFlags anyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
            MethodInfo method = type.GetMethod(parts[2], anyStatic, [])
                ?? throw new MissingMethodException(parts[1], parts[2]);
            _ = method.Invoke(null, null);
        }
        catch (TargetInvocationException exception)
        {
            Console.Error.WriteLine(exception.InnerException);
            exitCode = 1;
        }

        Environment.Exit(exitCode);
    }
}
