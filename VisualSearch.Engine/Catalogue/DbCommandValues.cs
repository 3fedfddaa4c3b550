using System.Data.Common;

namespace VisualSearch.Engine.Catalogue;

/// <summary>Values of commands that are put together by hand.</summary>
internal static class DbCommandValues
{
    /// <param name="name">As the text of the command has it; Postgres's may be without their sign.</param>
    public static void Add(this DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
